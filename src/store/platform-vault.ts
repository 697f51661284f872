import type { Vault } from '../connectors/connector.js'
import type { JsonObject } from '../kit/json.js'
import type { Seal } from '../kit/seal.js'
import type { Db } from './database.js'

/** Sealed values of a platform as a whole, such as the apps registered with each Mastodon instance. */
export function platformVault({ db, seal }: { db: Db; seal: Seal }, mode: string, platform: string): Vault {
  const purpose = (key: string): string => `vault ${mode} ${platform} ${key}`
  return {
    async get(key) {
      const [row] = await db.query<{ secret: Buffer }>({
        name: 'read-vault',
        text: 'select secret from platform_vault where mode = $1 and platform = $2 and key = $3',
        values: [mode, platform, key],
      })
      return row === undefined ? null : (seal.open(row.secret, purpose(key)) as JsonObject)
    },
    async put(key, value) {
      await db.query({
        name: 'write-vault',
        text: `insert into platform_vault (mode, platform, key, secret) values ($1, $2, $3, $4)
               on conflict (mode, platform, key) do update set secret = excluded.secret`,
        values: [mode, platform, key, seal.seal(value, purpose(key))],
      })
    },
  }
}
