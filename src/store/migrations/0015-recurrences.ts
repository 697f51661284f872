/** Posts that recur. */
export const recurrences = {
  number: 15,
  name: 'recurrences',
  sql: `
create table recurrences (
  id text primary key,
  workspace_id text not null references workspaces,
  mode text not null,
  -- On whose behalf its posts are made.
  created_by text not null references users,
  name text not null,
  -- As it was sent to POST /v1/posts.
  post jsonb not null,
  rule jsonb not null,
  -- Days in the workspace's zone.
  starts_on date not null,
  ends_on date,
  paused boolean not null default false,
  -- The post that exists ahead, and when it goes out: that is when the one after it is made.
  next_at timestamptz,
  next_post_id text references posts on delete set null,
  last_error jsonb,
  run_at timestamptz not null default 'infinity',
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  created_at timestamptz not null default vb_now(),
  updated_at timestamptz not null default vb_now()
);
create index recurrences_workspace on recurrences (workspace_id, mode, id);
create index recurrences_due on recurrences (mode, run_at) where run_at < 'infinity';
create index recurrences_post on recurrences (next_post_id) where next_post_id is not null;

create or replace function vb_advance(ms bigint) returns void language plpgsql as $$
declare
  way interval := ms * interval '1 millisecond';
  due text;
begin
  update lanes set lease_until = lease_until + way, run_at = case when run_at < 'infinity' then run_at + way else run_at end
    where worker_id is not null;
  update attempts set deadline_at = deadline_at + way
    where ended_at is null and lease_token in (select lease_token from lanes where worker_id is not null);
  -- Measurements before backfills, as whoever reads a page of the past locks them.
  foreach due in array array['accounts', 'comments', 'deliveries', 'media', 'measurements', 'backfills', 'mails', 'recurrences'] loop
    execute format('update %I set run_at = run_at + $1, lease_until = lease_until + $1 where lease_until is not null', due) using way;
  end loop;
  update comments set deadline_at = deadline_at + way where lease_until is not null;
  update instance set clock_offset_ms = clock_offset_ms + ms;
end $$;
`,
} as const
