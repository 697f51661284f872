/** Every status of a post and what may happen to it there: action → the status it leads to. */
const transitions = {
  draft: {
    edit: 'draft',
    schedule: 'scheduled',
    publish: 'publishing',
    startApproval: 'pending_approval',
    cancel: 'cancelled',
    delete: null,
  },
  pending_approval: {
    edit: 'draft',
    approve: 'approved',
    reject: 'draft',
    cancel: 'cancelled',
    delete: null,
  },
  approved: {
    edit: 'draft',
    schedule: 'scheduled',
    publish: 'publishing',
    cancel: 'cancelled',
    delete: null,
  },
  scheduled: {
    edit: 'scheduled',
    schedule: 'scheduled',
    unschedule: 'draft',
    publish: 'publishing',
    due: 'publishing',
    startApproval: 'pending_approval',
    cancel: 'cancelled',
    delete: null,
  },
  publishing: {
    settle: ['published', 'partial', 'failed'],
    fix: 'publishing',
    endWait: ['failed', 'partial'],
  },
  published: { unpublish: 'unpublished', archive: 'archived' },
  partial: {
    edit: 'partial',
    retry: 'publishing',
    fix: 'publishing',
    unpublish: 'unpublished',
    archive: 'archived',
  },
  failed: { edit: 'failed', retry: 'publishing', fix: 'publishing', delete: null, archive: 'archived' },
  cancelled: { delete: null, archive: 'archived' },
  unpublished: { archive: 'archived' },
  archived: {},
} as const

export type PostStatus = keyof typeof transitions
type ActionsOf<Status> = Status extends PostStatus ? keyof (typeof transitions)[Status] : never
export type PostAction = ActionsOf<PostStatus>

export const postStatuses = Object.keys(transitions) as PostStatus[]

export function isPostStatus(value: string): value is PostStatus {
  return Object.hasOwn(transitions, value)
}

/** The statuses from which an action is allowed: what stands in the WHERE of its UPDATE. */
export function statusesThatAllow(action: PostAction): PostStatus[] {
  return postStatuses.filter((status) => Object.hasOwn(transitions[status], action))
}

export function allows(status: PostStatus, action: PostAction): boolean {
  return Object.hasOwn(transitions[status], action)
}

/** The statuses a post can go to next. */
export function nextStatuses(status: PostStatus): PostStatus[] {
  const next = Object.values(transitions[status]) as (PostStatus | readonly PostStatus[] | null)[]
  return [...new Set(next.flatMap((each) => (each === null ? [] : each)))]
}

/** Where a poller may stop: the post went its way, and only a person makes it move again. What can be archived, and archived itself. */
export const terminalStatuses: readonly PostStatus[] = [...statusesThatAllow('archive'), 'archived']

/** What a target can be, as on the wire. */
export const targetStatuses = ['pending', 'publishing', 'published', 'failed', 'skipped'] as const
export type TargetStatus = (typeof targetStatuses)[number]
