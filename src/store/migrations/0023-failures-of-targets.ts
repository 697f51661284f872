/** What runs ended with stays when a later one has the target go out again, also where nothing was tried. */
export const failuresOfTargets = {
  number: 23,
  name: 'failures of targets',
  sql: `
-- [{at, error}], the newest 100.
alter table targets add column failures jsonb not null default '[]';

create function vb_failed(failures jsonb, error jsonb) returns jsonb language sql stable as $$
  select case when jsonb_array_length(failures) >= 100 then failures - 0 else failures end
    || jsonb_build_object('at', vb_iso(vb_now()), 'error', error)
$$;
`,
} as const
