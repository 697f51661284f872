/** The weekly grid of a workspace's queue. */
export const queueSlots = {
  number: 14,
  name: 'queue slots',
  sql: `
-- day: Monday is 1; time: HH:mm in the workspace's zone.
create table queue_slots (
  id text primary key,
  workspace_id text not null references workspaces,
  day smallint not null,
  time text not null,
  created_at timestamptz not null default vb_now(),
  unique (workspace_id, day, time)
);
`,
} as const
