import type { Db } from './database.js'
import type { Tenant } from './posts.js'

/** All accounts of a workspace, as rows of an import may name them. */
export async function accountsForImport(
  db: Db,
  { workspaceId, mode }: Tenant,
): Promise<
  {
    id: string
    platform: string
    username: string | null
    displayName: string | null
    remoteId: string
    status: string
  }[]
> {
  return db.query({
    name: 'accounts-for-import',
    text: `select id, platform, username, display_name as "displayName", remote_id as "remoteId", status
      from accounts where workspace_id = $1 and mode = $2 order by id`,
    values: [workspaceId, mode],
  })
}
