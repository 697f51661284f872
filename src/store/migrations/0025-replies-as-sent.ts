/** A kept reply is the text that was sent, members in their order: it is only ever sent again, and taking it apart costs every create. */
export const repliesAsSent = {
  number: 25,
  name: 'replies as sent',
  sql: `
alter table idempotency_keys alter column reply type json;
`,
} as const
