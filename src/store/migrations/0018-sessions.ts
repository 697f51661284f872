/** Who is signed in, whom an identity provider knows, and how often was tried in vain. */
export const sessions = {
  number: 18,
  name: 'sessions',
  sql: `
-- When the person showed that the address is theirs: by a link that was mailed there, or by the word of an identity provider.
alter table users add column proven_at timestamptz;
-- The first user is the operator's own.
update users set proven_at = vb_now() where id = (select user_id from members order by created_at, user_id limit 1);

create table sessions (
  id text primary key,
  user_id text not null references users,
  -- Where the session acts now.
  workspace_id text not null references workspaces,
  -- The token itself is never stored.
  hash bytea not null unique,
  user_agent text,
  address text not null,
  created_at timestamptz not null default vb_now(),
  last_used_at timestamptz not null default vb_now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id, last_used_at);
create index sessions_expired on sessions (expires_at);

create table identities (
  issuer text not null,
  subject text not null,
  user_id text not null references users,
  created_at timestamptz not null default vb_now(),
  primary key (issuer, subject)
);
create index identities_user on identities (user_id);

-- Tries within a window, by a keyed hash of whose they are: no address and no e-mail stands here.
create table sign_in_tries (
  subject text primary key,
  count integer not null,
  ends_at timestamptz not null
);
create index sign_in_tries_ended on sign_in_tries (ends_at);

-- A link that opens something: sealed, written under the mail when it is sent, and forgotten then.
alter table mails add column sealed_link bytea;
`,
} as const
