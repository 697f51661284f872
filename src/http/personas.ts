import * as contract from '../../contract/personas.js'
import { assemble } from '../personas/assemble.js'
import * as verbs from '../personas/verbs.js'
import { listPersonas } from '../store/personas.js'
import { requireFeature } from '../workspaces/require-feature.js'
import { serve, serveWrite, type Route } from './serve.js'

export const personaRoutes: readonly Route[] = [
  serve(contract.listPersonas, async ({ db }, { caller }) => {
    const data = (await listPersonas(db, caller.workspaceId)).map(verbs.presentPersona)
    return { personas: data, data }
  }),
  ...[contract.createPersona, contract.createPersonaByWizard].map((endpoint) =>
    serveWrite(endpoint, (_parts, { tx, caller, body }) => {
      requireFeature(caller, 'brand_voice')
      return verbs.createPersona(tx, caller.workspaceId, body)
    }),
  ),
  serve(contract.getPersona, ({ db }, { caller, params }) =>
    verbs.getPersona(db, caller.workspaceId, params.id),
  ),
  serveWrite(contract.updatePersona, (_parts, { tx, caller, params, body }) =>
    verbs.updatePersona(tx, caller.workspaceId, params.id, body),
  ),
  serveWrite(contract.deletePersona, (_parts, { tx, caller, params }) =>
    verbs.deletePersona(tx, caller.workspaceId, params.id),
  ),
  serve(contract.listPersonaVersions, async ({ db }, { caller, params }) => ({
    data: await verbs.versionsOf(db, caller.workspaceId, params.id),
  })),
  serveWrite(contract.createPersonaVersion, (_parts, { tx, caller, params, body }) =>
    verbs.createVersion(tx, caller.workspaceId, params.id, body),
  ),
  serveWrite(contract.activatePersonaVersion, (_parts, { tx, caller, params }) =>
    verbs.activate(tx, caller.workspaceId, params.id, params.versionId),
  ),
  serve(contract.assemblePersona, async ({ db }, { caller, params, body }) => {
    const persona = await verbs.getPersona(db, caller.workspaceId, params.id)
    const { name, description, modules, activeVersionId } = persona
    return { ...assemble({ name, description, modules }, body), versionId: activeVersionId }
  }),
]
