import { paginated } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import * as contract from '../../contract/hashtag-sets.js'
import { cursorOf, openCursor } from '../domain/pages.js'
import { newCuid } from '../kit/ids.js'
import type { Tx } from '../store/database.js'
import * as store from '../store/hashtag-sets.js'
import { serve, serveWrite, type Route } from './serve.js'

const mostPerWorkspace = 1_000

function presentSet({ id, name, tags, created_at, updated_at }: store.HashtagSetRow) {
  return { id, name, tags, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() }
}

function noSuchSet(id: string): ApiError {
  return new ApiError('NOT_FOUND', `No hashtag set ${id} in this workspace.`, { id })
}

/** Refuses a name that another set of the workspace has. Answers how many there are. */
async function refuseTaken(
  tx: Tx,
  workspaceId: string,
  name: string | null,
  exceptId: string | null,
): Promise<number> {
  const { sets, isTaken } = await store.lockHashtagSets(tx, workspaceId, { name, exceptId })
  if (isTaken)
    throw new ApiError('CONFLICT', `There is a hashtag set called ${String(name)} already.`, {
      field: 'name',
    })
  return sets
}

async function change(
  tx: Tx,
  workspaceId: string,
  id: string,
  given: { name?: string | undefined; tags?: readonly string[] | undefined },
) {
  await refuseTaken(tx, workspaceId, given.name ?? null, id)
  const row = await store.updateHashtagSet(tx, workspaceId, id, {
    name: given.name ?? null,
    tags: given.tags ?? null,
  })
  if (row === null) throw noSuchSet(id)
  return { data: presentSet(row) }
}

export const hashtagSetRoutes: readonly Route[] = [
  serve(contract.listHashtagSets, async (parts, { caller, query }) => {
    const [at, id] = openCursor(query.cursor, /^[0-9TZ:.-]{24} c[a-z0-9]+$/)?.split(' ') ?? []
    const after = at === undefined || id === undefined ? null : { at, id }
    const { workspaceId } = caller
    const rows = await store.listHashtagSets(parts.db, workspaceId, { after, limit: query.limit + 1 })
    const data = rows.slice(0, query.limit).map(presentSet)
    const last = rows.length > query.limit ? data.at(-1) : undefined
    const next = last === undefined ? null : cursorOf(`${last.updatedAt} ${last.id}`)
    return { data, pagination: paginated(query.limit, next) }
  }),
  serve(contract.getHashtagSet, async (parts, { caller, params }) => {
    const row = await store.findHashtagSet(parts.db, caller.workspaceId, params.id)
    if (row === null) throw noSuchSet(params.id)
    return { data: presentSet(row) }
  }),
  serveWrite(contract.createHashtagSet, async (_parts, { tx, caller, body }) => {
    const { workspaceId } = caller
    if ((await refuseTaken(tx, workspaceId, body.name, null)) >= mostPerWorkspace)
      throw new ApiError(
        'LIMIT_EXCEEDED',
        `A workspace has ${String(mostPerWorkspace)} hashtag sets at most. Delete one that is no longer needed.`,
        { limit: mostPerWorkspace },
      )
    const row = await store.insertHashtagSet(tx, { id: newCuid(), workspaceId, ...body })
    return { data: presentSet(row) }
  }),
  serveWrite(contract.updateHashtagSet, (_parts, { tx, caller, params, body }) =>
    change(tx, caller.workspaceId, params.id, body),
  ),
  serveWrite(contract.replaceHashtagSet, (_parts, { tx, caller, params, body }) =>
    change(tx, caller.workspaceId, params.id, body),
  ),
  serveWrite(contract.deleteHashtagSet, async (_parts, { tx, caller, params }) => {
    if (!(await store.deleteHashtagSet(tx, caller.workspaceId, params.id))) throw noSuchSet(params.id)
    return { success: true as const }
  }),
]
