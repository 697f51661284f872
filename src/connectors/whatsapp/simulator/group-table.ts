import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Business } from './businesses.js'

export type Group = {
  id: string
  phoneId: string
  subject: string
  description: string
  joinApprovalMode: 'auto_approve' | 'approval_required'
  participants: string[]
  createdAt: string
}

/** Of one number, by id. */
export const groupsOf = (phoneId: string, world: SimWorld) => world.table<Group>(`groups of ${phoneId}`)

/** Every business has one from the start, of its regulars: people join by a link, which nobody follows by a program. */
export function plantGroup({ phoneId }: Business, world: SimWorld): void {
  const id = `1203630${phoneId}`
  groupsOf(phoneId, world).set(id, {
    id,
    phoneId,
    subject: 'Regulars',
    description: 'Those who come every day',
    joinApprovalMode: 'auto_approve',
    participants: ['15550100001', '15550100002', '15550100003'],
    createdAt: world.now().toISOString(),
  })
}
