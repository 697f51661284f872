/** What a post said when a round began, so that the next round shows what changed. null: a round from before it was kept. */
export const whatApproversSaw = {
  number: 24,
  name: 'what approvers saw',
  sql: `
alter table approval_rounds add column shown jsonb;
`,
} as const
