/** What networks tell by themselves of what was sent. */
export const told = {
  number: 9,
  name: 'told',
  sql: `
-- When the network told of each of an item's messages: remote id -> status -> time, by its own clock.
alter table target_items add column told jsonb not null default '{}';
`,
} as const
