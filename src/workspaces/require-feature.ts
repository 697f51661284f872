import { ApiError } from '../../contract/errors.js'
import { planOf, plansWith, type Feature, type Plans } from '../../contract/plans.js'

const inWords: Record<Feature, string> = {
  approval_workflows: 'Approval workflows need',
  brand_voice: 'Making personas needs',
}

/** Refuses what the workspace's plan lacks. What the server does by itself goes on when a plan is lowered. */
export function requireFeature(
  { plan, plans }: { plan?: string | undefined; plans?: Plans | undefined },
  feature: Feature,
): void {
  if (plan === undefined || plans === undefined || planOf(plans, plan).features.includes(feature)) return
  const requiredPlans = plansWith(plans, feature)
  const remedy =
    requiredPlans.length === 0
      ? `${inWords[feature]} a plan that this server does not have; its operator sets VOXBURST_PLANS.`
      : `${inWords[feature]} the plan ${requiredPlans.join(' or ')}; this workspace has ${plan}. An owner changes it.`
  throw new ApiError('PLAN_REQUIRED', remedy, { plan, requiredPlans, feature })
}
