/** Approval workflows can be deleted: rounds, and posts that were sent back, go on by what they began with. */
export const deletedWorkflows = {
  number: 27,
  name: 'deleted workflows',
  sql: `
alter table approval_workflows add column deleted_at timestamptz;
`,
} as const
