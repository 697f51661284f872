/** What stands in the way of sending: lost answers that nothing has settled, and what a database that was put back may have missed. */
export const whatIsKnownOfThePast = {
  number: 4,
  name: 'what is known of the past',
  sql: `
-- The answer was lost, and it no longer stands in the way of sending: all looks said that nothing came of it, or a
-- person chose to send anew.
alter table attempts add column is_settled boolean not null default false;
`,
} as const
