import { z } from 'zod'

/** What a workspace may have beyond the rest. */
export const features = ['approval_workflows', 'brand_voice'] as const
export type Feature = (typeof features)[number]

export const planNames = ['FREE', 'STARTER', 'PRO', 'AGENCY'] as const
export type PlanName = (typeof planNames)[number]

const plan = z.strictObject({
  /** Connected accounts; null: any number. */
  accounts: z.int().min(0).nullable(),
  /** For each API key. */
  requestsPerMinute: z.int().min(1),
  features: z.array(z.enum(features)),
})
export type Plan = Readonly<z.output<typeof plan>>
export type Plans = Readonly<Record<PlanName, Plan>>

/** New workspaces are AGENCY: who runs the server themselves has everything. */
export const standardPlans: Plans = {
  FREE: { accounts: 3, requestsPerMinute: 120, features: [] },
  STARTER: { accounts: 10, requestsPerMinute: 200, features: [] },
  PRO: { accounts: 50, requestsPerMinute: 500, features: [...features] },
  AGENCY: { accounts: null, requestsPerMinute: 1_000, features: [...features] },
}

const plansGiven = z.partialRecord(z.enum(planNames), plan.partial())

/** The standard with what an operator says instead; a string says what is wrong with that. */
export function plansOver(given: unknown): Plans | string {
  const read = plansGiven.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    return [issue?.path.join('.'), issue?.message].filter((each) => each !== '').join(': ')
  }
  return Object.fromEntries(
    planNames.map((name) => [name, { ...standardPlans[name], ...read.data[name] }]),
  ) as Plans
}

/** The plan that a workspace has. */
export function planOf(plans: Plans, name: string): Plan {
  return plans[planNames.find((each) => each === name) ?? 'AGENCY']
}

/** The plans that have a feature. */
export function plansWith(plans: Plans, feature: Feature): PlanName[] {
  return planNames.filter((name) => plans[name].features.includes(feature))
}
