import { ApiError } from '../../contract/errors.js'
import * as contract from '../../contract/queue-slots.js'
import { newId } from '../kit/ids.js'
import { queuePlaces } from '../queue/places.js'
import type { Db } from '../store/database.js'
import * as store from '../store/queue-slots.js'
import { serve, serveWrite, type Route } from './serve.js'

/** One for every half hour of the week. */
const mostPerWorkspace = 336

const numberOf = (day: (typeof contract.weekdays)[number]): number => contract.weekdays.indexOf(day) + 1

function presentSlot({ id, day, time, created_at }: store.QueueSlotRow) {
  return { id, day: contract.weekdays[day - 1] ?? '', time, createdAt: created_at.toISOString() }
}

async function gridOf(db: Db, workspaceId: string) {
  const { slots, timezone } = await store.readQueueGrid(db, workspaceId)
  return { data: slots.map(presentSlot), timezone }
}

export const queueSlotRoutes: readonly Route[] = [
  serve(contract.listQueueSlots, (parts, { caller }) => gridOf(parts.db, caller.workspaceId)),
  serve(contract.listQueuePlaces, async (parts, { caller, query }) => {
    const { timezone } = await store.readQueueGrid(parts.db, caller.workspaceId)
    const data = []
    for await (const { at, slotId, postId } of queuePlaces(parts.db, caller)) {
      data.push({ scheduledFor: at.toISOString(), slotId, postId, isFree: postId === null })
      if (data.length === query.limit) break
    }
    return { data, timezone }
  }),
  serveWrite(contract.addQueueSlot, async (_parts, { tx, caller, body }) => {
    await store.lockQueue(tx, caller.workspaceId)
    const { slots } = await store.readQueueGrid(tx, caller.workspaceId)
    if (slots.length >= mostPerWorkspace)
      throw new ApiError('LIMIT_EXCEEDED', `A grid has ${String(mostPerWorkspace)} slots at most.`, {
        limit: mostPerWorkspace,
      })
    const row = await store.insertQueueSlot(tx, caller.workspaceId, {
      id: newId('slot'),
      day: numberOf(body.day),
      time: body.time,
    })
    if (row === null)
      throw new ApiError('CONFLICT', `The grid has ${body.day} ${body.time} already.`, { field: 'time' })
    return presentSlot(row)
  }),
  serveWrite(contract.replaceQueueSlots, async (_parts, { tx, caller, body }) => {
    await store.lockQueue(tx, caller.workspaceId)
    const slots = body.slots.map(({ day, time }) => ({ id: newId('slot'), day: numberOf(day), time }))
    await store.replaceQueueSlots(tx, caller.workspaceId, slots)
    return gridOf(tx, caller.workspaceId)
  }),
  serveWrite(contract.deleteQueueSlot, async (_parts, { tx, caller, params }) => {
    if (!(await store.deleteQueueSlot(tx, caller.workspaceId, params.id)))
      throw new ApiError('NOT_FOUND', `No queue slot ${params.id} in this workspace.`, { id: params.id })
    return { success: true as const }
  }),
]
