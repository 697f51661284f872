import type { SimWorld } from '../../../sandbox/simulator.js'
import { addUse, minuteMs, usesIn } from '../../../sandbox/windows.js'
import { errorInfo, exhausted, Refusal } from './replies.js'

const requestsPerMinute = 300
const editsPerMinute = 10
const editHost = 'mybusiness.googleapis.com'

/** Google gives more to projects that ask and are looked at; those whose client id begins with `sandbox` have asked. */
const isExtended = (clientId: string): boolean => clientId.startsWith('sandbox')

/** One whose client id begins with `disabled` has not switched the API on, `unapproved` is not let use it. */
export function checkProject(clientId: string, host: string, world: SimWorld): void {
  if (clientId.startsWith('disabled'))
    throw new Refusal(
      'PERMISSION_DENIED',
      `The API ${host} has not been used in project ${clientId} before or it is disabled.`,
      [errorInfo('SERVICE_DISABLED', { service: host, consumer: `projects/${clientId}` })],
    )
  if (clientId.startsWith('unapproved')) throw exhausted(host, 'Requests', 0)
  if (isExtended(clientId)) return
  const window = { name: 'requests', key: `${clientId} ${host}`, ms: minuteMs }
  if (usesIn(window, world) >= requestsPerMinute) throw requestsExhausted(host)
  addUse(window, world)
}

export const requestsExhausted = (host: string): Refusal => exhausted(host, 'Requests', requestsPerMinute)

export const editsExhausted = (): Refusal =>
  exhausted(editHost, 'Edits of a Google Business Profile', editsPerMinute)

/** Whether posts are edits of the profile is not said; here they are. */
export function countEdit(clientId: string, locationId: string, world: SimWorld): void {
  if (isExtended(clientId)) return
  const window = { name: 'edits', key: locationId, ms: minuteMs }
  if (usesIn(window, world) >= editsPerMinute) throw editsExhausted()
  addUse(window, world)
}
