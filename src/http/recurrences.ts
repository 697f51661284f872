import { paginated } from '../../contract/common.js'
import * as contract from '../../contract/recurrences.js'
import { openCursor, pageOf } from '../domain/pages.js'
import {
  createRecurrence,
  deleteRecurrence,
  getRecurrence,
  presentRecurrence,
  updateRecurrence,
} from '../recurrences/verbs.js'
import { listRecurrences } from '../store/recurrences.js'
import type { Parts } from './parts.js'
import { postsDeps } from './posts.js'
import { serve, serveWrite, type Route } from './serve.js'

/** What a new post may have made due. */
function wakes({ wake }: Parts): () => void {
  return () => {
    for (const kind of ['targets', 'deliveries', 'mails', 'recurrences'] as const) wake.due(kind)
  }
}

export const recurrenceRoutes: readonly Route[] = [
  serve(contract.listRecurrences, async (parts, { caller, query }) => {
    const rows = await listRecurrences(parts.db, caller, {
      afterId: openCursor(query.cursor, /^rec_\w+$/),
      limit: query.limit + 1,
    })
    const { page, next } = pageOf(rows, query.limit)
    return { data: page.map(presentRecurrence), pagination: paginated(query.limit, next) }
  }),
  serve(contract.getRecurrence, (parts, { caller, params }) => getRecurrence(parts.db, caller, params.id)),
  serveWrite(contract.createRecurrence, (parts, { tx, caller, body, afterCommit }) => {
    afterCommit(wakes(parts))
    return createRecurrence(postsDeps(parts), tx, caller, body)
  }),
  serveWrite(contract.updateRecurrence, (parts, { tx, caller, params, body, afterCommit }) => {
    afterCommit(wakes(parts))
    return updateRecurrence(postsDeps(parts), tx, caller, params.id, body)
  }),
  serveWrite(contract.deleteRecurrence, (_parts, { tx, caller, params }) =>
    deleteRecurrence(tx, caller, params.id),
  ),
]
