import { ApiError } from '../../../../contract/errors.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { NewSimMessage, SimWorld } from '../../../sandbox/simulator.js'
import { businessByPhone } from './businesses.js'
import { setRelation, waIdOf } from './people.js'
import { tell } from './webhooks.js'

/**
 * A person writes to a business: its window is open for a day, and the webhook says what was written. STOP and START
 * stand for the buttons with which people leave and take marketing.
 */
export function receive({ to, from, text }: NewSimMessage, world: SimWorld): { id: string } {
  const waId = waIdOf(from)
  if (waId === null || businessByPhone(to, world) === undefined)
    throw new ApiError('VALIDATION_ERROR', 'from: is no phone number with its country’s code.', {
      field: 'from',
    })
  const now = world.now()
  const id = `wamid.HBg${Buffer.from(`${waId} ${randomText(18)}`).toString('base64')}`
  setRelation(
    to,
    waId,
    {
      wroteAt: now.toISOString(),
      ...(text === 'STOP' ? { isOptedOut: true } : {}),
      ...(text === 'START' ? { isOptedOut: false } : {}),
    },
    world,
  )
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  tell(
    {
      phoneId: to,
      list: 'messages',
      item: { from: waId, id, timestamp, type: 'text', text: { body: text } },
      contact: { profile: { name: `Person ${waId.slice(-4)}` }, wa_id: waId },
    },
    now.getTime(),
    world,
  )
  return { id }
}
