import { expect, it } from 'vitest'
import { testDatabase } from '../../tests/support/database.js'
import { createSeal } from '../kit/seal.js'
import { platformVault } from './platform-vault.js'

it('keeps what a platform needs, sealed, for its mode and key only', async () => {
  const db = await testDatabase()
  const seal = createSeal('a secret key for tests')
  const vault = platformVault({ db, seal }, 'sandbox', 'acme')
  expect(await vault.get('a.example')).toBeNull()
  await vault.put('a.example', { clientSecret: 'one' })
  await vault.put('a.example', { clientSecret: 'two' })
  expect(await vault.get('a.example')).toEqual({ clientSecret: 'two' })
  expect(await platformVault({ db, seal }, 'live', 'acme').get('a.example')).toBeNull()
  expect(await platformVault({ db, seal }, 'sandbox', 'other').get('a.example')).toBeNull()

  const rows = await db.query<{ secret: Buffer }>({ text: 'select secret from platform_vault' })
  expect(rows.map((row) => row.secret.includes('two'))).toEqual([false])
  // A row that was moved to another key does not open.
  await db.query({ text: `update platform_vault set key = 'b.example'` })
  await expect(vault.get('b.example')).rejects.toThrow()
})
