/** Approval workflows, the rounds of posts through them, and what became of a post's status. */
export const approvals = {
  number: 13,
  name: 'approvals',
  sql: `
create table approval_workflows (
  id text primary key,
  workspace_id text not null references workspaces,
  name text not null,
  -- [{order, role, approverIds, required}]
  steps jsonb not null,
  created_at timestamptz not null default vb_now(),
  updated_at timestamptz not null default vb_now()
);
create index approval_workflows_workspace on approval_workflows (workspace_id, id);

-- A post's way through a workflow: the steps as they stood when it began, each with what was decided of it. A workflow
-- that is replaced meanwhile changes no round.
create table approval_rounds (
  id text primary key,
  workspace_id text not null references workspaces,
  mode text not null,
  post_id text not null references posts on delete cascade,
  workflow_id text not null references approval_workflows,
  workflow_name text not null,
  number integer not null,
  -- pending, approved, rejected, withdrawn
  status text not null default 'pending',
  steps jsonb not null,
  -- Whom the steps that are open now name.
  asked text[] not null,
  started_by text references users,
  started_at timestamptz not null default vb_now(),
  ended_at timestamptz,
  unique (post_id, number)
);
create unique index approval_rounds_open on approval_rounds (post_id) where status = 'pending';
create index approval_rounds_waiting on approval_rounds (workspace_id, mode, id collate "C") where status = 'pending';

-- needed: what the post says now has to be approved before it leaves; given: it is; null: nobody asks for it.
alter table posts add column approval text check (approval in ('needed', 'given'));
-- [{at, from, to, by}]: changes of the status, the newest 500. That it was taken up at its time is not among them.
alter table posts add column history jsonb not null default '[]';

create function vb_noted(history jsonb, was text, becomes text, by_whom text) returns jsonb language sql stable as $$
  select case when was = becomes then history else
    case when jsonb_array_length(history) >= 500 then history - 0 else history end ||
    jsonb_build_object('at', vb_iso(vb_now()), 'from', was, 'to', becomes, 'by', by_whom) end
$$;

-- What is to be sent to people, and was in the last 30 days.
create table mails (
  id text primary key,
  workspace_id text not null references workspaces,
  recipient text not null,
  subject text not null,
  body text not null,
  status text not null default 'pending',
  error text,
  sent_at timestamptz,
  run_at timestamptz not null default vb_now(),
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint,
  tries integer not null default 0,
  created_at timestamptz not null default vb_now()
);
create index mails_due on mails (run_at) where run_at < 'infinity';
create index mails_created on mails (created_at);

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
  update mails set run_at = run_at + ms * interval '1 millisecond', lease_until = lease_until + ms * interval '1 millisecond' where lease_until is not null;
  update instance set clock_offset_ms = clock_offset_ms + ms;
end $$;
`,
} as const
