import { expect, it } from 'vitest'
import { newId } from '../kit/ids.js'
import { testDatabase } from '../../tests/support/database.js'

it('an id that a statement makes has the form and the time of one that the program makes', async () => {
  const db = await testDatabase()
  const before = newId('evt')
  const rows = await db.query<{ id: string }>({
    text: `select vb_id('evt') as id from generate_series(1, 50)`,
  })
  const after = newId('evt', Date.now() + 1)
  const time = (id: string): string => id.slice(0, 'evt_c'.length + 9)
  for (const { id } of rows) {
    expect(id).toMatch(/^evt_c[0-9a-z]{23}$/)
    // To the millisecond, give or take one: the database rounds where the program cuts.
    expect(parseInt(time(id).slice(5), 36)).toBeGreaterThanOrEqual(parseInt(time(before).slice(5), 36) - 1)
    expect(parseInt(time(id).slice(5), 36)).toBeLessThanOrEqual(parseInt(time(after).slice(5), 36) + 1)
  }
  expect(new Set(rows.map((row) => row.id)).size).toBe(50)
})
