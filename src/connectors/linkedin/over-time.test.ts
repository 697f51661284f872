import { describe, expect, it } from 'vitest'
import { startHouse } from '../../../tests/support/house.js'
import { linkedinRoom } from '../../../tests/support/linkedin-room.js'

/** What ends by time: tokens, and the calls of a day. */
const house = await startHouse()
const dayMs = 86_400_000
const { person, account, fault, publish } = linkedinRoom(house)

describe('section 9, line 7: tokens', () => {
  it('that cannot be renewed work for 60 days, and asking for new ones does them no harm', async () => {
    const id = await person({ accountType: 'without_refresh' })
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    await house.advance(59 * dayMs)
    await expect.poll(async () => (await account(id)).status).toBe('active')
    expect((await publish(id, { content: 'In time' })).status).toBe('published')
    await house.advance(2 * dayMs)
    await expect.poll(async () => (await account(id)).status, { timeout: 10_000 }).toBe('expired')
  })

  it('that can be are, until a year is over', async () => {
    const id = await person()
    for (let month = 0; month < 11; month += 1) {
      await house.advance(30 * dayMs)
      expect((await publish(id, { content: `Month ${String(month)}` })).status).toBe('published')
    }
    await house.advance(95 * dayMs)
    await expect.poll(async () => (await account(id)).status, { timeout: 10_000 }).toBe('expired')
  })
})

it('section 9, line 10: a day’s calls used up fail with midnight UTC, once tries of our own did not help', async () => {
  const id = await person()
  await fault(id, 'quota_exceeded', { times: 1_000 })
  const { target } = await publish(id, { content: 'One too many' })
  await house.call('DELETE', '/sandbox/faults')
  expect(target?.error).toMatchObject({ code: 'RATE_LIMITED' })
  expect(target?.error?.details?.['retryAt']).toMatch(/T00:00:00.000Z$/)
})
