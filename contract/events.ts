/** Every event a webhook can subscribe to, with what it means. `*` subscribes to all. */
export const eventTypes = {
  'post.created': 'A post was created, as a draft or scheduled.',
  'post.scheduled': 'A post was given a time.',
  'post.published': 'Publishing ended with at least one success; data.status is PUBLISHED or PARTIAL.',
  'post.failed': 'Publishing ended and no target is out.',
  'post.approval.requested':
    'A post waits for approval: a round began, or its next step. approval says whose turn it is.',
  'post.draft.approved': 'The last approval step was approved.',
  'account.connected': 'An account was connected, or connected again.',
  'account.disconnected': 'An account was disconnected.',
  'account.error': 'The network no longer accepts our access to an account. Once per death.',
  'media.uploaded': 'A file passed validation.',
  'webhook.disabled': 'A webhook was switched off after failing for days.',
  'webhook.test': 'Sent by the test endpoint.',
} as const satisfies Record<string, string>

export type EventType = keyof typeof eventTypes
