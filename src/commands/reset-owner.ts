import { randomBytes } from 'node:crypto'
import { command, homeOf } from '../start-up/beside-server.js'
import { holdOwner } from '../start-up/first-run.js'
import { deleteSessionsOf } from '../store/sessions.js'

// npm run reset-owner: a new password for the owner of VOXBURST_OWNER_EMAIL, who is made if need be. Sessions end.
await command(async (db, config) => {
  const workspaceId = await homeOf(db)
  const given = config.owner.password?.reveal()
  const password = given ?? randomBytes(15).toString('base64url')
  await db.transaction(async (tx) => {
    await deleteSessionsOf(tx, await holdOwner(tx, workspaceId, config.owner.email, password))
  })
  return [
    `Owner     ${config.owner.email}`,
    `Password  ${given === undefined ? password : 'the one in VOXBURST_OWNER_PASSWORD'}`,
    'All sessions of the owner have ended.',
  ]
})
