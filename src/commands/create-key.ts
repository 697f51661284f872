import { scopes } from '../../contract/endpoint.js'
import { command, homeOf } from '../start-up/beside-server.js'
import { StartFault } from '../start-up/fault.js'
import { firstOwner } from '../start-up/first-run.js'
import { insertApiKey, newApiKey } from '../store/api-keys.js'

// npm run create-key: a new key of the first workspace's owner, for who lost the first one.
await command(async (db) => {
  const workspaceId = await homeOf(db)
  const key = newApiKey()
  await db.transaction(async (tx) => {
    const userId = await firstOwner(tx, workspaceId)
    if (userId === null)
      throw new StartFault('The first workspace has no owner. Make one: npm run reset-owner')
    await insertApiKey(tx, { workspaceId, userId, name: 'create-key', secret: key, scopes, expiresAt: null })
  })
  return [`API key   ${key}`, 'Shown this once, with all scopes. Keys that exist stay valid.']
})
