/** What is known of targets whose database was put back to an earlier state; see `restored_at`. */
export const whatWasPutBack = {
  number: 5,
  name: 'what was put back',
  sql: `
-- The last moment of the state that was put back: nothing is known of what happened from then to restored_at.
alter table targets add column restored_from timestamptz;

-- Its time had not come when the database was put back: it has hardly left, and is sent unless a look finds it.
alter table targets add column sent_unless_found boolean not null default false;
`,
} as const
