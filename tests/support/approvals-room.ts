import { scopes } from '../../contract/endpoint.js'
import type { House, PostView } from './house.js'

export type Step = {
  order: number
  role: string
  required: boolean
  status: string
  decidedBy: string | null
  comment: string | null
}
export type ApprovalView = {
  status: string
  approvalStatus: string | null
  pending: boolean
  round: number
  workflowId: string | null
  currentStep: Step | null
  steps: Step[]
  approvals: { step: number; userId: string; comment: string | null }[]
  canDecide: boolean
}
export type ApprovedPost = PostView & { scheduledFor: string | null; approval: ApprovalView }
export type Person = { userId: string; key: string; keyId: string; call: House['call'] }

export type ApprovalsRoom = {
  workspaceId: string
  /** A member with a key of their own. */
  person: (role: string) => Promise<Person>
  /** A workflow with a step for each list of approvers; a step is required unless it says otherwise. */
  workflow: (
    ...steps: (readonly Person[] | { approvers: readonly Person[]; required: boolean })[]
  ) => Promise<{ id: string }>
  /** The steps as a body has them. */
  stepsOf: (
    ...steps: (readonly Person[] | { approvers: readonly Person[]; required: boolean })[]
  ) => unknown[]
  /** Makes the workspace send what its members write through a workflow; null: through none. */
  demand: (workflowId: string | null) => Promise<void>
}

/** The owner’s workspace of a house, with people who approve. */
export async function approvalsRoom(house: House): Promise<ApprovalsRoom> {
  const { workspaceId } = await house.call<{ workspaceId: string }>('GET', '/v1/auth/me')
  let people = 0
  const stepsOf: ApprovalsRoom['stepsOf'] = (...steps) =>
    steps.map((step, index) => {
      const { approvers, required } = 'approvers' in step ? step : { approvers: step, required: undefined }
      const approverIds = approvers.map((person) => person.userId)
      return {
        order: index + 1,
        role: `Step ${String(index + 1)}`,
        approverIds,
        ...(required === undefined ? {} : { required }),
      }
    })
  return {
    workspaceId,
    stepsOf,
    async person(role) {
      people += 1
      const { userId } = await house.call<{ userId: string }>('POST', '/v1/members', {
        email: `${role}-${String(people)}-${workspaceId}@example.com`,
        name: `${role} ${String(people)}`,
        role,
      })
      const { id: keyId, key } = await house.call<{ id: string; key: string }>('POST', '/v1/api-keys', {
        name: role,
        scopes,
        userId,
      })
      return {
        userId,
        key,
        keyId,
        call: (method, path, body, options) => house.call(method, path, body, { key, ...options }),
      }
    },
    workflow: (...steps) =>
      house.call('POST', `/v1/workspaces/${workspaceId}/approval-workflows`, {
        name: 'Content Review',
        steps: stepsOf(...steps),
      }),
    async demand(approvalWorkflowId) {
      await house.call('PATCH', `/v1/workspaces/${workspaceId}`, { settings: { approvalWorkflowId } })
    },
  }
}
