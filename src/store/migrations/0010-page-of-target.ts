/** Which page of its account a post is for. */
export const pageOfTarget = {
  number: 10,
  name: 'page of target',
  sql: `
-- The account's page (platform_data) when it was decided that the post goes out, JSON null where it had none. Who selects
-- another one later does not move posts that wait. Null: made before this was kept, the account's page counts.
alter table targets add column page jsonb;

drop function vb_quota_counts;
`,
} as const
