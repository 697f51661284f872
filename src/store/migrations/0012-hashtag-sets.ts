/** Sets of hashtags that people keep. */
export const hashtagSets = {
  number: 12,
  name: 'hashtag sets',
  sql: `
-- To the millisecond, as cursors carry them.
create table hashtag_sets (
  id text primary key,
  workspace_id text not null references workspaces,
  name text not null,
  tags text[] not null,
  created_at timestamptz not null default date_trunc('milliseconds', vb_now()),
  updated_at timestamptz not null default date_trunc('milliseconds', vb_now())
);
create index hashtag_sets_changed on hashtag_sets (workspace_id, updated_at, id);
create unique index hashtag_sets_name on hashtag_sets (workspace_id, lower(name));
`,
} as const
