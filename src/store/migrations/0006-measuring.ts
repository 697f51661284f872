/** Numbers of accounts and of their posts over time, what an account posted before us, and how much it may still publish. */
export const measuring = {
  number: 6,
  name: 'measuring',
  sql: `
-- Reading the numbers of an account: one row each, with the account's id, due when the first of what it has is due.
create table measurements (
  id text primary key references accounts on delete cascade,
  workspace_id text not null references workspaces,
  mode text not null,
  lane_id bigint not null references lanes,
  -- Targets that were published since then may not be among the measured posts yet.
  noticed_until timestamptz,
  -- When the account's own numbers, and what is left of its quota, are read next.
  account_at timestamptz not null default vb_now(),
  quota_at timestamptz not null default vb_now(),
  run_at timestamptz not null default vb_now(),
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  tries integer not null default 0
);
create index measurements_due on measurements (mode, run_at) where run_at < 'infinity';
create index measurements_lane on measurements (lane_id);

-- Reading what an account posted before it was connected, or past us: one row each, with the account's id.
create table backfills (
  id text primary key references accounts on delete cascade,
  workspace_id text not null references workspaces,
  mode text not null,
  lane_id bigint not null references lanes,
  since timestamptz not null default vb_now() - interval '90 days',
  -- Where the next page begins, in the network's words; null at the first.
  cursor text,
  finished_at timestamptz,
  run_at timestamptz not null default vb_now(),
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  tries integer not null default 0
);
create index backfills_due on backfills (mode, run_at) where run_at < 'infinity';
create index backfills_lane on backfills (lane_id);

-- Posts whose numbers are read: targets that are out, and what an account posted without us (target_id is null).
create table measured_posts (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspaces,
  account_id text not null references accounts on delete cascade,
  remote_id text not null,
  target_id text references targets on delete set null,
  published_at timestamptz not null,
  -- Of a post without us, what the network told of it.
  text text,
  url text,
  -- The latest numbers (PostNumbers), and when the network last told them.
  numbers jsonb not null default '{}',
  measured_at timestamptz,
  -- The network has the post no more.
  is_gone boolean not null default false,
  -- When its numbers are read next; infinity when never again.
  run_at timestamptz not null default 'infinity',
  unique (workspace_id, account_id, remote_id)
);
create index measured_posts_due on measured_posts (workspace_id, account_id, run_at) where run_at < 'infinity';
create index measured_posts_published on measured_posts (workspace_id, account_id, published_at desc);
create index measured_posts_target on measured_posts (target_id) where target_id is not null;

-- A post's numbers at a time, where they differ from those before.
create table post_points (
  workspace_id text not null,
  post_id bigint not null references measured_posts on delete cascade,
  at timestamptz not null,
  numbers jsonb not null,
  primary key (workspace_id, post_id, at)
);

-- An account's numbers (AccountNumbers) of a day; what is read again takes the place of what was.
create table account_days (
  workspace_id text not null references workspaces,
  account_id text not null references accounts on delete cascade,
  day date not null,
  numbers jsonb not null,
  read_at timestamptz not null default vb_now(),
  primary key (workspace_id, account_id, day)
);

-- What a network account published lately: for quotas, and for posts that are not measured yet.
create index target_items_published on target_items (lane_id, published_at) where published_at is not null;

insert into measurements (id, workspace_id, mode, lane_id)
  select id, workspace_id, mode, lane_id from accounts where status = 'active';
insert into backfills (id, workspace_id, mode, lane_id)
  select id, workspace_id, mode, lane_id from accounts where status = 'active';

create or replace function vb_advance(ms bigint) returns void language plpgsql as $$
begin
  update lanes set lease_until = lease_until + ms * interval '1 millisecond', run_at = case when run_at < 'infinity' then run_at + ms * interval '1 millisecond' else run_at end
    where worker_id is not null;
  update attempts set deadline_at = deadline_at + ms * interval '1 millisecond'
    where ended_at is null and lease_token in (select lease_token from lanes where worker_id is not null);
  update accounts set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update comments set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond', deadline_at = deadline_at + ms * interval '1 millisecond' where lease_until is not null;
  update deliveries set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update media set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update measurements set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update backfills set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update instance set clock_offset_ms = clock_offset_ms + ms;
end $$;
`,
} as const
