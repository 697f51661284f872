/**
 * Values of `LinkedIn-Version` that live on the day of writing: the list of 2026-09-19 (learn.microsoft.com,
 * marketing/integrations/migrations, as quoted that day) without those whose sunset had passed by 2026-11-30. They do
 * not end with the sandbox's clock: months are scheduled there in seconds, by a program that asks for one version.
 */
const live = ['202609', '202608', '202607', '202606', '202605', '202604', '202603', '202602', '202601']

export function isLive(version: string): boolean {
  return live.includes(version)
}
