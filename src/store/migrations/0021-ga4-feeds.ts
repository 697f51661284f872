/** How far Google Analytics was told of a workspace's events. */
export const ga4Feeds = {
  number: 21,
  name: 'ga4 feeds',
  sql: `
create table ga4_feeds (
  -- The workspace.
  id text primary key references workspaces on delete cascade,
  workspace_id text not null,
  -- The last event that was looked at.
  event_id text,
  event_seq bigint not null default 0,
  tries integer not null default 0,
  run_at timestamptz not null default vb_now(),
  lease_token uuid,
  lease_until timestamptz,
  worker_id bigint
);
create index ga4_feeds_due on ga4_feeds (run_at) where run_at < 'infinity';

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
  foreach due in array array['accounts', 'comments', 'deliveries', 'media', 'measurements', 'backfills', 'mails', 'recurrences', 'imports', 'exports', 'ga4_feeds'] loop
    execute format('update %I set run_at = run_at + $1, lease_until = lease_until + $1 where lease_until is not null', due) using way;
  end loop;
  update comments set deadline_at = deadline_at + way where lease_until is not null;
  update instance set clock_offset_ms = clock_offset_ms + ms;
end $$;
`,
} as const
