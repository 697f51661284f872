/** Who changed what over the API. */
export const auditLog = {
  number: 16,
  name: 'audit log',
  sql: `
-- One index and no reference: every post that is made writes a row. at is cut to what a cursor carries.
create table audit_log (
  workspace_id text not null,
  at timestamptz not null default date_trunc('milliseconds', vb_now()),
  id text not null,
  user_id text not null,
  key_id text,
  action text not null,
  subject_id text,
  fields text[],
  completed boolean not null default true,
  primary key (workspace_id, at, id)
);
`,
} as const
