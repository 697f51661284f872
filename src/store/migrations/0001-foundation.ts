/** The tables of the main job. One statement group per noun; every tenant table leads its indexes with the workspace. */
export const foundation = {
  number: 1,
  name: 'foundation',
  sql: `
create table instance (
  one boolean primary key default true check (one),
  clock_offset_ms bigint not null default 0,
  facts jsonb not null default '{}'
);
insert into instance default values;

-- The one clock. Everything due, leased or expiring is compared with it, in SQL.
create function vb_now() returns timestamptz language sql stable as
  $$ select statement_timestamp() + (select clock_offset_ms from instance) * interval '1 millisecond' $$;

-- An id as kit/ids.ts makes it, for rows that a statement makes by itself.
create function vb_id(prefix text) returns text language sql volatile as $$
  select prefix || '_c' ||
    substr(alphabet, 1 + (ms / 2821109907456 % 36)::integer, 1) ||
    substr(alphabet, 1 + (ms / 78364164096 % 36)::integer, 1) ||
    substr(alphabet, 1 + (ms / 2176782336 % 36)::integer, 1) ||
    substr(alphabet, 1 + (ms / 60466176 % 36)::integer, 1) ||
    substr(alphabet, 1 + (ms / 1679616 % 36)::integer, 1) ||
    substr(alphabet, 1 + (ms / 46656 % 36)::integer, 1) ||
    substr(alphabet, 1 + (ms / 1296 % 36)::integer, 1) ||
    substr(alphabet, 1 + (ms / 36 % 36)::integer, 1) ||
    substr(alphabet, 1 + (ms / 1 % 36)::integer, 1) ||
    substr(md5(gen_random_uuid()::text), 1, 14)
  from (select '0123456789abcdefghijklmnopqrstuvwxyz' as alphabet, (extract(epoch from clock_timestamp()) * 1000)::bigint as ms) as now
$$;

-- Moves the clock (sandbox and tests). Leases and open deadlines of workers that live move along: time that passes
-- only on our clock must not make a running request look lost.
create function vb_advance(ms bigint) returns void language plpgsql as $$
begin
  update lanes set lease_until = lease_until + ms * interval '1 millisecond', run_at = case when run_at < 'infinity' then run_at + ms * interval '1 millisecond' else run_at end
    where worker_id is not null;
  update attempts set deadline_at = deadline_at + ms * interval '1 millisecond'
    where ended_at is null and lease_token in (select lease_token from lanes where worker_id is not null);
  update accounts set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update comments set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond', deadline_at = deadline_at + ms * interval '1 millisecond' where lease_until is not null;
  update deliveries set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update media set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update instance set clock_offset_ms = clock_offset_ms + ms;
end $$;

-- ISO 8601 in UTC with milliseconds, as JavaScript writes it.
create function vb_iso(at timestamptz) returns text language sql immutable as
  $$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

create table workspaces (
  id text primary key,
  name text not null,
  plan text not null default 'AGENCY',
  settings jsonb not null default '{}',
  created_at timestamptz not null default vb_now()
);

create table users (
  id text primary key,
  email text not null,
  name text,
  password_hash text,
  created_at timestamptz not null default vb_now()
);
create unique index users_email on users (lower(email));

create table members (
  workspace_id text not null references workspaces,
  user_id text not null references users,
  role text not null,
  created_at timestamptz not null default vb_now(),
  primary key (workspace_id, user_id)
);
create index members_user on members (user_id);

create table api_keys (
  id text primary key,
  workspace_id text not null references workspaces,
  user_id text not null references users,
  name text not null,
  -- The first characters, to tell keys apart in lists; the key itself is never stored.
  hint text not null,
  hash bytea not null unique,
  scopes text[] not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default vb_now()
);
create index api_keys_workspace on api_keys (workspace_id, id);

-- A social account on the network, shared by all workspaces that connect it. run_at is when the lane next needs
-- a worker: the earliest run_at of its waiting targets, or, while leased, the end of the lease.
create table lanes (
  id bigint generated always as identity primary key,
  mode text not null,
  platform text not null,
  remote_id text not null,
  run_at timestamptz not null default 'infinity',
  -- The workspace whose target is next, so that claims can spread over workspaces. A hint.
  next_workspace_id text,
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  -- Until then no post of the account may go out, because an answer is unknown.
  held_until timestamptz,
  quota jsonb not null default '{}',
  unique (mode, platform, remote_id)
);
create index lanes_due on lanes (mode, run_at) where run_at < 'infinity';
create index lanes_leased on lanes (worker_id) where worker_id is not null;

create table accounts (
  id text primary key,
  workspace_id text not null references workspaces,
  mode text not null,
  platform text not null,
  remote_id text not null,
  lane_id bigint not null references lanes,
  username text,
  display_name text,
  avatar_url text,
  account_type text,
  status text not null,
  error jsonb,
  scopes text[] not null default '{}',
  -- Sealed Tokens (kit/seal.ts); null once wiped.
  tokens bytea,
  token_expires_at timestamptz,
  platform_data jsonb not null default '{}',
  -- When the tokens are to be refreshed; infinity when never.
  run_at timestamptz not null default 'infinity',
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  tries integer not null default 0,
  connected_at timestamptz not null default vb_now(),
  disconnected_at timestamptz,
  created_at timestamptz not null default vb_now(),
  updated_at timestamptz not null default vb_now(),
  unique (workspace_id, mode, platform, remote_id)
);
create index accounts_workspace on accounts (workspace_id, mode, id);
create index accounts_lane on accounts (lane_id);
create index accounts_due on accounts (mode, run_at) where run_at < 'infinity';

create table oauth_states (
  -- SHA-256 of the state.
  state_hash bytea primary key,
  workspace_id text not null references workspaces,
  user_id text not null references users,
  platform text not null,
  redirect_uri text not null,
  -- Sealed: verifier, answers, what the connector keeps.
  secret bytea not null,
  account_id text,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default vb_now()
);
create index oauth_states_expiry on oauth_states (expires_at);

-- Sealed values of a platform as a whole: apps registered per instance.
create table platform_vault (
  mode text not null,
  platform text not null,
  key text not null,
  secret bytea not null,
  primary key (mode, platform, key)
);

create table media (
  id text primary key,
  workspace_id text not null references workspaces,
  filename text not null,
  content_type text not null,
  declared_type text not null,
  size_bytes bigint,
  -- image, gif, video, document, captions
  kind text not null,
  status text not null,
  -- upload, or register (fetched from source_url)
  origin text not null,
  source_url text,
  storage_key text,
  thumbnail_key text,
  alt_text text,
  width integer,
  height integer,
  duration_ms integer,
  video_codec text,
  frame_rate real,
  probed boolean not null default false,
  sha256 text,
  validation_results jsonb,
  metadata jsonb not null default '{}',
  upload_expires_at timestamptz,
  -- When there is work on it (probe, fetch, abandoned upload); infinity when not.
  run_at timestamptz not null default 'infinity',
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  tries integer not null default 0,
  deleted_at timestamptz,
  created_at timestamptz not null default vb_now(),
  updated_at timestamptz not null default vb_now()
);
create index media_workspace on media (workspace_id, id desc) where deleted_at is null;
create index media_due on media (run_at) where run_at < 'infinity';

create table posts (
  id text primary key,
  workspace_id text not null references workspaces,
  mode text not null,
  created_by text references users,
  content text not null,
  content_type text,
  status text not null,
  scheduled_for timestamptz,
  published_at timestamptz,
  -- Saved as a draft on purpose: a schedule alone does not free it.
  kept_as_draft boolean not null default false,
  -- [{id, altText}]
  media jsonb not null default '[]',
  platform_overrides jsonb not null default '{}',
  platform_metadata jsonb not null default '{}',
  thread_posts jsonb not null default '[]',
  first_comment text,
  first_comment_delay integer not null default 0,
  tags text[] not null default '{}',
  metadata jsonb,
  warnings jsonb not null default '[]',
  revision integer not null default 1,
  -- A run is one going out: publish, retry and fix begin a new one; each ends with one final event.
  run integer not null default 0,
  open_targets integer not null default 0,
  published_targets integer not null default 0,
  failed_targets integer not null default 0,
  -- Rises with every event of the post, so that receivers can order them.
  event_sequence integer not null default 0,
  created_at timestamptz not null default vb_now(),
  updated_at timestamptz not null default vb_now()
);
-- Lists hide archived posts unless asked: without this, a page would read past all of them.
create index posts_list on posts (workspace_id, mode, id collate "C" desc) where status <> 'archived';
-- What a calendar asks for.
create index posts_when on posts (workspace_id, mode, (coalesce(scheduled_for, created_at)));
-- Ordered by bytes, which no other index offers: else the planner walks the primary key backwards for a rare status.
create index posts_status on posts (workspace_id, mode, status, id collate "C" desc);

create table targets (
  id text primary key,
  workspace_id text not null references workspaces,
  post_id text not null references posts on delete cascade,
  account_id text not null references accounts,
  lane_id bigint not null references lanes,
  platform text not null,
  position integer not null,
  status text not null default 'pending',
  -- When a worker is next needed; infinity when none is (drafts, final states). due_at is when it should be public.
  run_at timestamptz not null default 'infinity',
  due_at timestamptz,
  -- send: publish or go on with a thread; proceed, check: as the connector's parts; look: an answer was lost.
  stage text not null default 'send',
  resume jsonb,
  -- What fix replaced, for this target alone.
  content_fix text,
  media_fix jsonb,
  retry_count integer not null default 0,
  next_retry_at timestamptz,
  -- First try of this run; bounds the server's own tries.
  first_try_at timestamptz,
  tries integer not null default 0,
  looks integer not null default 0,
  -- Sent again once in this run after all looks said absent.
  resent boolean not null default false,
  error jsonb,
  warnings jsonb not null default '[]',
  remote_id text,
  url text,
  published_at timestamptz,
  -- That of its lane while a worker has it. Its run_at stays, so that it is first again if the worker dies.
  lease_token uuid,
  -- Kept results of steps that the public cannot see: name -> {madeFrom, value}.
  steps jsonb not null default '{}',
  updated_at timestamptz not null default vb_now(),
  unique (post_id, account_id)
);
create index targets_lane_due on targets (lane_id, run_at, id) where run_at < 'infinity';
create index targets_workspace_account on targets (workspace_id, account_id, post_id collate "C" desc);
create index targets_workspace_platform on targets (workspace_id, platform, post_id desc);

-- The parts of a target that are out, or were planned: 0 is the post, 1… the parts of a thread.
create table target_items (
  target_id text not null references targets on delete cascade,
  sequence integer not null,
  workspace_id text not null,
  lane_id bigint not null,
  -- Fixed when first planned, so that what is derived from it never changes.
  planned_at timestamptz not null default vb_now(),
  remote_id text,
  url text,
  data jsonb,
  published_at timestamptz,
  primary key (target_id, sequence)
);
-- A remote post is claimed by one item only, whoever looks for it.
create unique index target_items_claimed on target_items (lane_id, remote_id) where remote_id is not null;

create table attempts (
  id text primary key,
  workspace_id text not null,
  post_id text not null references posts on delete cascade,
  target_id text not null references targets on delete cascade,
  sequence integer not null,
  number integer not null,
  run integer not null,
  revision integer not null,
  lease_token uuid not null,
  worker_id bigint,
  stage text not null,
  -- All that is needed to recognise the result later.
  plan jsonb,
  content_hash text,
  started_at timestamptz not null default vb_now(),
  -- The last moment at which its request may be on the wire.
  deadline_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  error jsonb
);
create unique index attempts_open on attempts (target_id) where ended_at is null;
create index attempts_target on attempts (target_id, number);

create table comments (
  id text primary key,
  workspace_id text not null references workspaces,
  post_id text not null references posts on delete cascade,
  target_id text not null references targets on delete cascade unique,
  lane_id bigint not null references lanes,
  mode text not null,
  content text not null,
  status text not null default 'pending',
  stage text not null default 'send',
  resume jsonb,
  plan jsonb,
  planned_at timestamptz not null default vb_now(),
  deadline_at timestamptz,
  looks integer not null default 0,
  first_try_at timestamptz,
  error jsonb,
  remote_id text,
  url text,
  run_at timestamptz not null default 'infinity',
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  tries integer not null default 0,
  updated_at timestamptz not null default vb_now()
);
create index comments_due on comments (mode, run_at) where run_at < 'infinity';

create table webhooks (
  id text primary key,
  workspace_id text not null references workspaces,
  url text not null,
  events text[] not null,
  enabled boolean not null default true,
  -- Sealed; the former one signs beside it until previous_until.
  secret bytea not null,
  previous_secret bytea,
  previous_until timestamptz,
  failure_count integer not null default 0,
  failing_since timestamptz,
  disabled_reason text,
  last_delivery_at timestamptz,
  created_at timestamptz not null default vb_now(),
  updated_at timestamptz not null default vb_now()
);
create index webhooks_workspace on webhooks (workspace_id, id);

-- Written in the transaction that caused them. Read in the order of (xid, seq) and only as far as every transaction
-- has ended: what commits later has a higher xid, so that a reader who goes on from there skips nothing. By seq alone
-- it would: a transaction that began earlier can write, and commit, after one that still runs.
create table events (
  id text primary key,
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  workspace_id text not null references workspaces,
  type text not null,
  post_id text,
  post_sequence integer,
  data jsonb not null,
  created_at timestamptz not null default vb_now()
);
create index events_workspace on events (workspace_id, xid, seq);
create index events_created on events (created_at);

create table deliveries (
  id text primary key,
  workspace_id text not null references workspaces,
  webhook_id text not null references webhooks on delete cascade,
  event_id text not null references events on delete cascade,
  status text not null default 'pending',
  tries integer not null default 0,
  -- [{at, statusCode, latencyMs, error}]
  attempts jsonb not null default '[]',
  request_headers jsonb,
  status_code integer,
  response_body text,
  error text,
  latency_ms integer,
  delivered_at timestamptz,
  run_at timestamptz not null default vb_now(),
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  created_at timestamptz not null default vb_now()
);
create index deliveries_due on deliveries (run_at) where run_at < 'infinity';
create index deliveries_webhook on deliveries (workspace_id, webhook_id, id desc);
create index deliveries_event on deliveries (event_id);

create table idempotency_keys (
  workspace_id text not null,
  method text not null,
  path text not null,
  key text not null,
  body_hash bytea not null,
  -- null while started (endpoints that call out).
  status integer,
  reply jsonb,
  lease_until timestamptz,
  created_at timestamptz not null default vb_now(),
  primary key (workspace_id, method, path, key)
);
create index idempotency_keys_created on idempotency_keys (created_at);

create table workers (
  id bigint generated always as identity primary key,
  started_at timestamptz not null default vb_now(),
  host text not null,
  pid integer not null
);

-- When a lane next needs a worker, and for whom. Volatile, so that it sees what is committed when it runs, not when
-- the statement around it began. While an answer is unknown only the look at it counts.
create function vb_lane_next(lane bigint, held boolean default false, out run_at timestamptz, out workspace_id text) language plpgsql volatile as $$
begin
  select t.run_at, t.workspace_id into run_at, workspace_id from targets t
    where t.lane_id = lane and t.run_at < 'infinity' and (not held or t.stage = 'look')
    order by t.run_at, t.id limit 1;
  run_at := coalesce(run_at, 'infinity');
end $$;
`,
} as const
