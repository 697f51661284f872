/** How people want to sound. */
export const personas = {
  number: 19,
  name: 'personas',
  sql: `
create table personas (
  id text primary key,
  workspace_id text not null references workspaces,
  name text not null,
  description text,
  primary_platform text not null,
  platforms text[] not null,
  avatar_url text,
  linked_account_ids text[] not null,
  is_workspace_default boolean not null,
  active_version_id text not null,
  created_at timestamptz not null default vb_now(),
  updated_at timestamptz not null default vb_now()
);
create index personas_of_workspace on personas (workspace_id, created_at);
create unique index personas_default on personas (workspace_id) where is_workspace_default;

create table persona_versions (
  id text primary key,
  workspace_id text not null,
  persona_id text not null references personas on delete cascade,
  number integer not null,
  modules jsonb not null,
  note text,
  created_at timestamptz not null default vb_now(),
  unique (persona_id, number)
);

alter table posts add column persona_id text references personas;
create index posts_persona on posts (persona_id) where persona_id is not null;
`,
} as const
