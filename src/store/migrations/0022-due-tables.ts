/** Where the clock reads which tables have leases: a new one adds a row here. `dueTables` in claims.ts names the same. */
export const dueTables = {
  number: 22,
  name: 'due tables',
  sql: `
create table due_tables (
  -- Measurements before backfills, as whoever reads a page of the past locks them.
  place integer primary key generated always as identity,
  name text not null unique
);
insert into due_tables (name) values ('accounts'), ('comments'), ('deliveries'), ('media'), ('measurements'), ('backfills'), ('mails'),
  ('recurrences'), ('imports'), ('exports'), ('ga4_feeds');

create or replace function vb_advance(ms bigint) returns void language plpgsql as $$
declare
  way interval := ms * interval '1 millisecond';
  due text;
begin
  update lanes set lease_until = lease_until + way, run_at = case when run_at < 'infinity' then run_at + way else run_at end
    where worker_id is not null;
  update attempts set deadline_at = deadline_at + way
    where ended_at is null and lease_token in (select lease_token from lanes where worker_id is not null);
  for due in select name from due_tables order by place loop
    execute format('update %I set run_at = run_at + $1, lease_until = lease_until + $1 where lease_until is not null', due) using way;
  end loop;
  update comments set deadline_at = deadline_at + way where lease_until is not null;
  update instance set clock_offset_ms = clock_offset_ms + ms;
end $$;
`,
} as const
