import { EventEmitter } from 'node:events'
import { dueTableNames, type DueTable } from '../store/claims.js'
import type { Database } from '../store/database.js'
import { Changes, changesChannel } from './changes.js'

/** What can be due. */
export type WorkKind = 'targets' | 'preparations' | DueTable
export const workKinds: readonly WorkKind[] = ['targets', 'preparations', ...dueTableNames]

/**
 * Tells workers that rows are due now, and whoever watches a workspace what changed there. Called after the commit, never in it: NOTIFY inside a transaction makes
 * all commits of the database queue behind one lock. A process that dies in between delays nothing for long,
 * because workers also look once a second.
 */
export type Wake = {
  /** Rows of this kind may be due: workers of this process at once, those of others within some 20 ms. */
  due: (kind: WorkKind) => void
  /**
   * Something of a workspace looks different since a commit, or events were recorded: streams of all processes are told
   * within some 100 ms. `id` null: more than one, or which is not known. Lost where the process dies before.
   */
  changed: (workspaceId: string, noun: string, id: string | null) => void
  on: (listener: (kind: WorkKind) => void) => () => void
  /** Someone else said so (LISTEN): tells this process only. */
  heard: (kind: WorkKind) => void
}

/** Changes are told this often at most: what changes many times in between is told once. */
const changesEveryMs = 100

export const wakeChannel = 'voxburst_due'

export function createWake(db: Pick<Database, 'query'>, onError: (error: Error) => void): Wake {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const pending = new Set<WorkKind>()
  let timer: NodeJS.Timeout | undefined
  const changes = new Changes()
  let telling: NodeJS.Timeout | undefined

  const tell = (): void => {
    telling = undefined
    db.query({
      name: 'tell-changes',
      text: 'select pg_notify($1, payload) from unnest($2::text[]) as payload',
      values: [changesChannel, changes.take()],
    }).catch(onError)
  }
  const flush = (): void => {
    timer = undefined
    const kinds = [...pending]
    pending.clear()
    db.query({
      name: 'wake',
      text: `select pg_notify('${wakeChannel}', kind) from unnest($1::text[]) as kind`,
      values: [kinds],
    }).catch(onError)
  }

  return {
    due(kind) {
      emitter.emit('due', kind)
      pending.add(kind)
      timer ??= setTimeout(flush, 20).unref()
    },
    changed(workspaceId, noun, id) {
      changes.add(workspaceId, noun, id)
      telling ??= setTimeout(tell, changesEveryMs).unref()
    },
    on(listener) {
      emitter.on('due', listener)
      return () => emitter.off('due', listener)
    },
    heard: (kind) => emitter.emit('due', kind),
  }
}
