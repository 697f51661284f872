/** One step of a workflow: who is asked, and in which role. */
export type WorkflowStep = { order: number; role: string; approverIds: string[]; required: boolean }

/** The step of one post: what was decided, by whom. SKIPPED: an optional one that the post went past. */
export type StepState = WorkflowStep & {
  status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'SKIPPED'
  decidedBy: string | null
  decidedAt: string | null
  comment: string | null
}

/** Somebody who wants to decide. `isAdministrator`: an owner or admin of the workspace. */
export type Decider = { userId: string; isAdministrator: boolean }

export function beginSteps(steps: readonly WorkflowStep[]): StepState[] {
  return steps.map((step) => ({
    ...step,
    status: 'PENDING',
    decidedBy: null,
    decidedAt: null,
    comment: null,
  }))
}

/**
 * The steps on which somebody may decide now: the first one that is not decided and, where that is optional, those
 * behind it up to the next required one. An optional step holds nothing up.
 */
export function openSteps(steps: readonly StepState[]): StepState[] {
  const undecided = steps.filter((step) => step.status === 'PENDING')
  const barrier = undecided.findIndex((step) => step.required)
  return barrier === -1 ? undecided : undecided.slice(0, barrier + 1)
}

/**
 * Whether somebody decides a step. `able`: the approvers who are still members and may write; a step of which none is
 * left falls to owners and admins, so that no post waits for ever.
 */
export function decides(step: WorkflowStep, who: Decider, able: ReadonlySet<string>): boolean {
  const left = step.approverIds.filter((id) => able.has(id))
  return left.length > 0 ? left.includes(who.userId) : who.isAdministrator
}

/** The open step that somebody may decide; null: none. */
export function stepOf(
  steps: readonly StepState[],
  who: Decider,
  able: ReadonlySet<string>,
): StepState | null {
  return openSteps(steps).find((step) => decides(step, who, able)) ?? null
}

/** A sign-off for the post as a whole: no required step is left, and somebody approved. */
export function isApproved(steps: readonly StepState[]): boolean {
  return (
    steps.some((step) => step.status === 'APPROVED') &&
    steps.every((step) => !step.required || step.status === 'APPROVED')
  )
}

/** The steps once one was decided. Optional ones that the post goes past by it are skipped. */
export function decideStep(
  steps: readonly StepState[],
  order: number,
  decision: { status: 'APPROVED' | 'REJECTED'; by: string; at: string; comment: string | null },
): StepState[] {
  const decided = steps.map((step) =>
    step.order === order
      ? {
          ...step,
          status: decision.status,
          decidedBy: decision.by,
          decidedAt: decision.at,
          comment: decision.comment,
        }
      : step,
  )
  const isOver = decision.status === 'REJECTED' || isApproved(decided)
  return decided.map((step) =>
    step.status === 'PENDING' && !step.required && (isOver || step.order < order)
      ? { ...step, status: 'SKIPPED' }
      : step,
  )
}

/** The step whose approval let the post out. */
export function lastSignOff(steps: readonly StepState[]): StepState | null {
  return steps.findLast((step) => step.status === 'APPROVED') ?? null
}
