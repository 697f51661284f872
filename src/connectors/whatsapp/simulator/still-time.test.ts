import { describe, expect, it } from 'vitest'
import { stillBusiness } from '../../../../tests/support/still-whatsapp.js'

const regularNumber = (index: number): string => `1555010${String(1_000 + index)}`
const strangerNumber = (index: number): string => `4915120${String(10_000 + index)}`

describe('section 9.3: rates', () => {
  it.each([
    ['business', 80],
    ['shared', 20],
  ])('a %s number sends %i messages a second', async (kind, most) => {
    const { send, pass } = stillBusiness(kind)
    for (let index = 0; index < most; index += 1) expect(await send(regularNumber(index))).toBe(0)
    expect(await send(regularNumber(most))).toBe(130_429)
    pass(1_000)
    expect(await send(regularNumber(most))).toBe(0)
  })

  it('one person gets 45 at once, and then one in six seconds', async () => {
    const { send, pass } = stillBusiness('business')
    for (let count = 0; count < 45; count += 1) expect(await send(regularNumber(0))).toBe(0)
    expect(await send(regularNumber(0))).toBe(131_056)
    expect(await send(regularNumber(1))).toBe(0)
    pass(5_999)
    expect(await send(regularNumber(0))).toBe(131_056)
    pass(1)
    expect(await send(regularNumber(0))).toBe(0)
    expect(await send(regularNumber(0))).toBe(131_056)
  })

  it('a new number reaches 250 people a day first, and writes on to them and to whoever wrote', async () => {
    const { send, pass, lastFate } = stillBusiness('new')
    for (let index = 0; index < 250; index += 1) {
      expect([await send(strangerNumber(index), 'hello_world'), lastFate()]).toEqual([0, null])
      if (index % 50 === 0) pass(1_000)
    }
    pass(1_000)
    expect([await send(strangerNumber(250), 'hello_world'), lastFate()]).toEqual([0, 131_048])
    expect([await send(strangerNumber(3), 'hello_world'), lastFate()]).toEqual([0, null])
    expect([await send(regularNumber(0), 'hello_world'), lastFate()]).toEqual([0, null])
    pass(24 * 3_600_000)
    expect([await send(strangerNumber(250), 'hello_world'), lastFate()]).toEqual([0, null])
  })
})

describe('section 9.1: a webhook that does not answer with 200', () => {
  it('is called again after longer and longer pauses, for seven days', async () => {
    const { subscribe, send, work, pass, answerWith, sent } = stillBusiness('business')
    await subscribe()
    answerWith(503)
    await send('1555131026', 'hello_world')
    const begun = Date.parse('2026-11-30T12:00:00Z')
    for (let next = await work(); next !== null; next = await work()) pass(next)
    const waits = sent.map(({ at }, index) => (at - (sent[index - 1]?.at ?? begun)) / 1_000)
    expect(waits.slice(0, 10)).toEqual([0.3, 1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 7_200])
    const days = ((sent.at(-1)?.at ?? 0) - begun) / 86_400_000
    expect([days > 7, days < 7.1]).toEqual([true, true])
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1)
  })

  it('hears what came meanwhile when it is back, and nothing twice that it has', async () => {
    const { subscribe, send, work, pass, answerWith, sent } = stillBusiness('business')
    await subscribe()
    answerWith(503)
    await send('1555131026', 'hello_world')
    await send('1555131050', 'hello_world')
    pass(1_000)
    await work()
    answerWith(200)
    pass(60_000)
    await work()
    expect(sent).toHaveLength(2)
    expect((sent[1]?.body.match(/"status":"failed"/g) ?? []).length).toBe(2)
    pass(8 * 86_400_000)
    expect([await work(), sent.length]).toEqual([null, 2])
  })
})
