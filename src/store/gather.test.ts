import pg from 'pg'
import { describe, expect, it } from 'vitest'
import type { Db } from './database.js'
import { gather } from './gather.js'

const db: Db = { query: () => Promise.resolve([]) }

function recorded(): {
  batches: number[][]
  ask: (db: Db, question: number) => Promise<number>
  answer: () => Promise<void>
} {
  const batches: number[][] = []
  const pending: (() => void)[] = []
  const ask = gather<number, number>(async (_db, questions) => {
    batches.push([...questions])
    await new Promise<void>((resolve) => pending.push(resolve))
    if (questions.includes(-1)) throw new Error('the database is away')
    return questions.map((question) => question * 2)
  })
  return {
    batches,
    ask,
    async answer() {
      await turn()
      pending.shift()?.()
      await turn()
    },
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

describe('questions that are gathered', () => {
  it('go together when they are asked in the same turn, and each gets its own answer', async () => {
    const { batches, ask, answer } = recorded()
    const answers = Promise.all([1, 2, 3].map((question) => ask(db, question)))
    await answer()
    expect(await answers).toEqual([2, 4, 6])
    expect(batches).toEqual([[1, 2, 3]])
  })

  it('wait for a place while two batches are under way, and then go as one', async () => {
    const { batches, ask, answer } = recorded()
    const first = ask(db, 1)
    await turn()
    const second = ask(db, 2)
    await turn()
    const rest = [3, 4, 5].map((question) => ask(db, question))
    await turn()
    expect(batches).toEqual([[1], [2]])
    await answer()
    await answer()
    await answer()
    expect(await Promise.all([first, second, ...rest])).toEqual([2, 4, 6, 8, 10])
    expect(batches).toEqual([[1], [2], [3, 4, 5]])
  })

  it('fail by themselves where the database refuses one of them', async () => {
    const batches: number[][] = []
    const ask = gather<number, number>((_db, questions) => {
      batches.push([...questions])
      if (!questions.includes(2)) return Promise.resolve(questions)
      const refusal = new pg.DatabaseError('invalid input', 0, 'error')
      refusal.code = '22P05'
      return Promise.reject(refusal)
    })
    const asked = await Promise.allSettled([1, 2, 3].map((question) => ask(db, question)))
    expect(asked.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(batches).toEqual([[1, 2, 3], [1], [2], [3]])
  })

  it('fail together when the database is away, and the next ones are asked anew', async () => {
    const { ask, answer } = recorded()
    const failing = Promise.allSettled([ask(db, -1), ask(db, 7)])
    await answer()
    expect((await failing).map((each) => each.status)).toEqual(['rejected', 'rejected'])
    const next = ask(db, 8)
    await answer()
    expect(await next).toBe(16)
  })

  it('all fail where an answer is left out, instead of having those of others', async () => {
    const ask = gather<number, number>((_db, questions) =>
      Promise.resolve(questions.filter((each) => each !== 2)),
    )
    const asked = await Promise.allSettled([1, 2, 3].map((question) => ask(db, question)))
    expect(asked.map((each) => each.status)).toEqual(['rejected', 'rejected', 'rejected'])
  })

  it('are split where they are more than a statement takes', async () => {
    const { batches, ask, answer } = recorded()
    const all = Promise.all(Array.from({ length: 300 }, (_, index) => ask(db, index)))
    await answer()
    await answer()
    expect((await all).length).toBe(300)
    expect(batches.map((batch) => batch.length)).toEqual([250, 50])
  })
})
