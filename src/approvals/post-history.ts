import type { HistoryEntry } from '../../contract/approvals.js'
import { statusChanges, type StatusChange } from '../domain/post-life.js'
import type { PostStatus } from '../../contract/post-status.js'
import { noSuchPost, type PostsCaller } from '../posts/deps.js'
import { presentTargetError, type Links } from '../posts/present-post.js'
import { roundsOf, type RoundRow } from '../store/approvals.js'
import type { Db } from '../store/database.js'
import {
  findPost,
  lifeOfPost,
  type PostRecord,
  type TargetFailure,
  type TargetRecord,
} from '../store/posts.js'

/** The life of a post, oldest first: changes of its status, what was decided of it, and what became of it on each account. */
export async function postHistory(
  { db, links }: { db: Db; links: Links },
  caller: PostsCaller,
  id: string,
): Promise<HistoryEntry[]> {
  const [post, life, rounds] = [
    await findPost(db, caller, id),
    await lifeOfPost(db, caller, id),
    await roundsOf(db, caller, id),
  ]
  if (post === null || life === null) throw noSuchPost(id)
  const names = { ...life.names, ...Object.assign({}, ...rounds.map((round) => round.names)) } as Names
  const { began, changes } = changesOf(post, life)
  const entries = [
    ...ofStatus(post, began, changes, life, names),
    ...rounds.flatMap((round) => ofRound(round, names)),
    ...post.targets.flatMap((target) => ofTarget(links, post, target, life.failures[target.id] ?? [])),
  ]
  // What happened at the same moment stays as it stands here: a decision before the status it led to.
  return entries
    .map((entry, place) => ({ entry, place }))
    .sort(
      (one, other) =>
        one.entry.at.localeCompare(other.entry.at) ||
        rank(one.entry) - rank(other.entry) ||
        one.place - other.place,
    )
    .map(({ entry }) => entry)
}

type Names = Record<string, string>
type Life = NonNullable<Awaited<ReturnType<typeof lifeOfPost>>>

const order: readonly HistoryEntry['type'][] = [
  'created',
  'step_approved',
  'step_rejected',
  'publish_attempt',
  'publish_result',
  'status_changed',
  'approval_started',
]

function rank(entry: HistoryEntry): number {
  // That a post was taken up is dated by what came of it first, which it comes before.
  const isTakenUp = entry.type === 'status_changed' && entry.from === 'scheduled' && entry.to === 'publishing'
  return order.indexOf(isTakenUp ? 'created' : entry.type)
}

function by(at: string, userId: string | null, names: Names) {
  return { at, userId, userName: userId === null ? null : (names[userId] ?? null) }
}

function changesOf(post: PostRecord, life: Life): ReturnType<typeof statusChanges> {
  // A target that failed before anything was tried shows that the post was taken up, too.
  const tried = post.targets.flatMap((target) => [
    ...target.attempts.map((attempt) => iso(attempt.startedAt)),
    ...(life.failures[target.id] ?? []).map(({ at }) => at),
  ])
  return statusChanges(life.history, {
    status: post.status,
    hadTime: post.scheduledFor !== null,
    triedAt: tried,
    changedAt: (post.publishedAt ?? post.updatedAt).toISOString(),
  })
}

function ofStatus(
  post: PostRecord,
  began: PostStatus,
  changes: readonly StatusChange[],
  life: Life,
  names: Names,
): HistoryEntry[] {
  return [
    { type: 'created', ...by(post.createdAt.toISOString(), life.createdBy, names), status: began },
    ...changes.map((change) => ({
      type: 'status_changed' as const,
      ...by(change.at, change.by, names),
      from: change.from satisfies PostStatus,
      to: change.to satisfies PostStatus,
    })),
  ]
}

function ofRound(round: RoundRow, names: Names): HistoryEntry[] {
  const facts = { round: round.number, workflowId: round.workflow_id, workflowName: round.workflow_name }
  const started: HistoryEntry = {
    type: 'approval_started',
    ...by(round.started_at.toISOString(), round.started_by, names),
    ...facts,
    shown: round.shown,
  }
  const decisions = round.steps.flatMap((step): HistoryEntry[] => {
    if (step.decidedAt === null) return []
    return [
      {
        type: step.status === 'REJECTED' ? 'step_rejected' : 'step_approved',
        ...by(step.decidedAt, step.decidedBy, names),
        ...facts,
        step: step.order,
        role: step.role,
        comment: step.comment,
      },
    ]
  })
  return [started, ...decisions]
}

function ofTarget(
  links: Links,
  post: PostRecord,
  target: TargetRecord,
  failures: readonly TargetFailure[],
): HistoryEntry[] {
  const on = { postPlatformId: target.id, platform: target.platform, accountId: target.accountId }
  const ends = [
    ...failures.map(({ at }) => at),
    ...(target.publishedAt === null ? [] : [iso(target.publishedAt)]),
  ]
  const attempts = target.attempts.map(({ number, startedAt, endedAt, outcome, error }): HistoryEntry => {
    // An attempt is closed a moment after the target it ends, in the same transaction: it is told before.
    const ended = iso(endedAt ?? startedAt)
    const end = ends.find((at) => at >= iso(startedAt)) ?? ended
    const at = end < ended ? end : ended
    return { type: 'publish_attempt', at, ...on, number, outcome, error: presentTargetError(error) }
  })
  const nowhere = { platformPostId: null, platformPostUrl: null }
  const failed = failures.map(({ at, error }): HistoryEntry => {
    return {
      type: 'publish_result',
      at,
      ...on,
      status: 'failed',
      ...nowhere,
      error: presentTargetError(error),
    }
  })
  const { status } = target
  if (status !== 'published' && status !== 'failed' && status !== 'skipped') return [...attempts, ...failed]
  const last = status === 'failed' ? failures.at(-1)?.at : undefined
  const result: HistoryEntry = {
    type: 'publish_result',
    at: last ?? iso(target.publishedAt ?? target.attempts.at(-1)?.endedAt ?? post.updatedAt),
    ...on,
    status,
    platformPostId: target.remoteId,
    platformPostUrl: target.url === null ? null : links.platformUrl(target.platform, target.url),
    // Of the last failure more may be known than when it was noted.
    error: presentTargetError(target.error),
  }
  return [...attempts, ...(last === undefined ? failed : failed.slice(0, -1)), result]
}

function iso(at: Date): string {
  return at.toISOString()
}
