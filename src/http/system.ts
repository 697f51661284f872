import type { z } from 'zod'
import * as contract from '../../contract/system.js'
import type { Connector } from '../connectors/connector.js'
import { formSchema } from '../kit/form-schema.js'
import { requireSession } from '../sign-in/sessions.js'
import { readClock } from '../store/clock.js'
import type { Db } from '../store/database.js'
import { renameUser } from '../store/users.js'
import { findUser, findWorkspace } from '../store/workspaces.js'
import { version } from '../version.js'
import type { Parts } from './parts.js'
import { serve, serveOpen, serveWrite, type Caller, type Route } from './serve.js'

export const systemRoutes: readonly Route[] = [
  serveOpen(contract.health, () =>
    Promise.resolve({ status: 'ok' as const, version, time: new Date().toISOString() }),
  ),
  serve(contract.me, (parts, { caller }) => whoami(parts, parts.db, caller)),
  serveWrite(contract.updateMe, async (parts, { tx, caller, body }) => {
    const { userId } = requireSession(caller)
    if (body.name !== undefined) await renameUser(tx, userId, body.name)
    return whoami(parts, tx, caller)
  }),
  serve(contract.listPlatforms, (parts) =>
    Promise.resolve({ data: parts.connectors.all.map(presentPlatform) }),
  ),
]

async function whoami({ config }: Parts, db: Db, caller: Caller): Promise<z.input<typeof contract.me.reply>> {
  const workspace = await findWorkspace(db, caller.workspaceId)
  const user = await findUser(db, caller.userId)
  const { now } = await readClock(db)
  return {
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    plan: workspace.plan,
    userId: caller.userId,
    email: user?.email ?? '',
    name: user?.name ?? null,
    role: caller.role,
    scopes: caller.scopes,
    mode: config.mode,
    time: now,
  }
}

type Platform = z.input<typeof contract.listPlatforms.reply>['data'][number]

/** A connector's manifest: what it takes, as data. */
function presentPlatform(connector: Connector): Platform {
  const fields = connector.auth.fields ?? []
  const hasConsentPage = connector.auth.authorize !== undefined
  const can = {
    thread: connector.rules.limits.thread !== null,
    firstComment: connector.comment !== undefined,
    refresh: connector.auth.refresh !== undefined,
    find: connector.find !== undefined,
    pages: connector.destinations !== undefined,
    metrics: connector.metrics?.posts !== undefined,
    accountMetrics: connector.metrics?.account !== undefined,
    history: connector.history !== undefined,
    quota: connector.quota !== undefined,
  }
  return {
    slug: connector.slug,
    constant: connector.slug.toUpperCase(),
    aliases: [...(connector.aliases ?? [])],
    name: connector.name,
    limits: { ...connector.rules.limits },
    connect: {
      kind: fields.length === 0 ? 'oauth' : hasConsentPage ? 'form-then-oauth' : 'form',
      fields: fields.map((field) => ({ ...field })),
    },
    options: formSchema(connector.options),
    capabilities: Object.entries(can)
      .filter(([, has]) => has)
      .map(([name]) => name),
    icon: connector.icon ?? null,
    preview: connector.preview ?? null,
  }
}
