import { scryptSync } from 'node:crypto'
import type { Role } from '../../contract/roles.js'
import { newId } from '../../src/kit/ids.js'
import type { Db } from '../../src/store/database.js'

export const password = 'correct horse battery'

/** A stored password that is quick to compare with: how much work it is stands in it. */
function quickHash(of: string): string {
  const salt = Buffer.from('salt of the tests')
  const hash = scryptSync(of, salt, 32, { N: 16, r: 8, p: 1 })
  return ['scrypt', 16, 8, 1, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Somebody with a password, as a member of some workspaces. */
export async function aPerson(
  db: Db,
  places: readonly { workspaceId: string; role: Role }[],
  more: { email?: string; name?: string } = {},
): Promise<{ id: string; email: string }> {
  const id = newId('usr')
  const email = more.email ?? `${id}@example.com`
  await db.query({
    text: 'insert into users (id, email, name, password_hash) values ($1, $2, $3, $4)',
    values: [id, email, more.name ?? null, quickHash(password)],
  })
  for (const { workspaceId, role } of places)
    await db.query({
      text: 'insert into members (workspace_id, user_id, role) values ($1, $2, $3)',
      values: [workspaceId, id, role],
    })
  return { id, email }
}
