/** Posts that are read from files, and archives of what a workspace owns. */
export const imports = {
  number: 17,
  name: 'imports',
  sql: `
create table imports (
  id text primary key,
  workspace_id text not null references workspaces,
  mode text not null,
  -- On whose behalf its posts are made.
  created_by text not null references users,
  format text not null,
  dry_run boolean not null,
  -- {timezone, dateFormat, past, accounts}
  options jsonb not null,
  -- The heading under which a field came, by field.
  columns jsonb not null default '{}',
  warnings jsonb not null default '[]',
  -- awaiting_upload, running, completed, failed, cancelled
  status text not null,
  -- reading, checking, files, making
  phase text not null,
  -- The archive that was announced, and where it lies.
  upload_bytes bigint,
  upload_expires_at timestamptz,
  archive_key text,
  error jsonb,
  files_until timestamptz,
  run_at timestamptz not null default 'infinity',
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  created_at timestamptz not null default vb_now(),
  finished_at timestamptz
);
create index imports_workspace on imports (workspace_id, mode, id);
create index imports_due on imports (mode, run_at) where run_at < 'infinity';
create index imports_created on imports (created_at);

create table import_rows (
  workspace_id text not null references workspaces,
  import_id text not null references imports on delete cascade,
  number integer not null,
  external_id text not null,
  -- A post as POST /v1/posts takes it, with accounts and files as the source names them.
  row jsonb not null,
  -- waiting, valid, created, skipped, failed
  status text not null default 'waiting',
  post_id text,
  -- Files that it names are still to be brought into the workspace.
  wants_files boolean not null default false,
  problems jsonb not null default '[]',
  warnings jsonb not null default '[]',
  primary key (import_id, number)
);
create index import_rows_open on import_rows (import_id, number) where status in ('waiting', 'valid');

-- Which file of the workspace stands for one that rows of an import name.
create table import_files (
  workspace_id text not null references workspaces,
  import_id text not null references imports on delete cascade,
  source text not null,
  media_id text not null references media,
  primary key (import_id, source)
);

-- What was imported once is not imported again while its post is there.
create table imported_posts (
  workspace_id text not null references workspaces,
  mode text not null,
  external_id text not null,
  post_id text not null references posts on delete cascade,
  primary key (workspace_id, mode, external_id)
);
create index imported_posts_post on imported_posts (post_id);

create table exports (
  id text primary key,
  workspace_id text not null references workspaces,
  mode text not null,
  created_by text not null references users,
  with_media boolean not null,
  -- running, completed, failed, expired
  status text not null default 'running',
  -- Lines and files that are in already, by entry.
  counts jsonb not null default '{}',
  archive_key text,
  size_bytes bigint,
  error jsonb,
  tries integer not null default 0,
  expires_at timestamptz,
  run_at timestamptz not null default vb_now(),
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  created_at timestamptz not null default vb_now(),
  finished_at timestamptz
);
create index exports_workspace on exports (workspace_id, mode, id);
create index exports_due on exports (mode, run_at) where run_at < 'infinity';
create index exports_created on exports (created_at);

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
  foreach due in array array['accounts', 'comments', 'deliveries', 'media', 'measurements', 'backfills', 'mails', 'recurrences', 'imports', 'exports'] loop
    execute format('update %I set run_at = run_at + $1, lease_until = lease_until + $1 where lease_until is not null', due) using way;
  end loop;
  update comments set deadline_at = deadline_at + way where lease_until is not null;
  update instance set clock_offset_ms = clock_offset_ms + ms;
end $$;
`,
} as const
