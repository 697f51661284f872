/** What looks need to know of the past: the words an attempt sent, and that the database was put back. */
export const whatWasSent = {
  number: 2,
  name: 'what was sent',
  sql: `
-- The item as it was sent. After an edit, a look still looks for the old one.
alter table attempts add column sent jsonb;

-- The database was put back to an earlier state at this time: the target may have been sent since, so it is looked
-- for before it is sent. null once that is settled.
alter table targets add column restored_at timestamptz;

-- Preparation ahead of time: until when a worker has it in hand, and what revision of the post was prepared.
alter table targets add column preparing_until timestamptz;
alter table targets add column prepared_revision integer;

-- A remote post is claimed once, by an item or by a comment.
create unique index comments_claimed on comments (lane_id, remote_id) where remote_id is not null;

-- When a lane next needs a worker, and for whom: for a look at any time, for anything else not before it is free
-- (held_until). Volatile, so that it sees what is committed when it runs, not when the statement around it began.
drop function vb_lane_next(bigint, boolean);
create function vb_lane_next(lane bigint, free_at timestamptz default null, out run_at timestamptz, out workspace_id text) language plpgsql volatile as $$
begin
  if free_at is null or free_at <= vb_now() then
    select t.run_at, t.workspace_id into run_at, workspace_id from targets t
      where t.lane_id = lane and t.run_at < 'infinity' order by t.run_at, t.id limit 1;
  else
    select case when t.stage = 'look' then t.run_at else greatest(t.run_at, free_at) end as at, t.workspace_id into run_at, workspace_id
      from targets t where t.lane_id = lane and t.run_at < 'infinity' order by at, t.id limit 1;
  end if;
  run_at := coalesce(run_at, 'infinity');
end $$;
`,
} as const
