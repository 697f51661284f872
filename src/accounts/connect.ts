import { createHash, randomBytes } from 'node:crypto'
import { ApiError } from '../../contract/errors.js'
import type { AuthorizeRequest, Connector, Grant } from '../connectors/connector.js'
import type { Json, JsonObject } from '../kit/json.js'
import { insertState, readState, takeState, updateState, type OauthState } from '../store/oauth-states.js'
import { countConnected, hasPlatform } from '../store/accounts.js'
import { findWorkspace, type WorkspaceSettings } from '../store/workspaces.js'
import { checkCallback, ourCallback } from './callback-address.js'
import { checkAnswers, grantIn } from './credentials.js'
import { appFor, connectContext, type AccountsDeps } from './deps.js'
import {
  accountsAllowed,
  databaseNow,
  planFault,
  saveConnection,
  type Connection,
} from './save-connection.js'
import { told } from './told.js'

export type { Connection } from './save-connection.js'

export type ConnectRequest = {
  workspaceId: string
  userId: string
  platform: string
  callbackUrl: string | null
  forcePrompt: boolean
  pageMode: boolean
  credentials: Record<string, string> | null
}

/** What is sealed with a state until the person comes back. */
type Kept = {
  verifier: string
  answers: Record<string, string>
  keep: JsonObject
  forcePrompt: boolean
  pageMode: boolean
  /** What our page asked the network for while the person was on it, and the code that stands for it. */
  made: { code: string; grant: Grant } | null
}

/** Begins to connect: an address to send the person to, or the account at once where nothing has to be asked. */
export async function beginConnect(
  deps: AccountsDeps,
  request: ConnectRequest,
): Promise<{ url: string; state: string } | Connection> {
  const { connector, settings } = await allowedConnector(deps, request.workspaceId, request.platform)
  const { credentials } = request
  if (credentials !== null) {
    const grant = await told(() => Promise.resolve(grantIn(connector, credentials, request.pageMode)))
    if (grant !== null)
      return told(() => saveConnection(deps, connector, request, grant), 'credentials.accessToken')
    checkAnswers(connector, credentials)
    if (connector.auth.authorize === undefined)
      return told(
        async () => saveConnection(deps, connector, request, await grantFor(deps, connector, credentials)),
        'credentials',
      )
  }
  const domains = [...deps.callbackDomains, ...(settings.callbackDomains ?? [])]
  const redirectUri =
    request.callbackUrl === null
      ? ourCallback(deps.publicUrl, connector.slug)
      : checkCallback(request.callbackUrl, { publicUrl: deps.publicUrl, domains })
  const state = randomBytes(24).toString('base64url')
  const kept: Kept = {
    verifier: randomBytes(48).toString('base64url'),
    answers: credentials ?? {},
    keep: {},
    forcePrompt: request.forcePrompt,
    pageMode: request.pageMode,
    made: null,
  }
  await insertState(deps.db, state, {
    workspaceId: request.workspaceId,
    userId: request.userId,
    platform: connector.slug,
    redirectUri,
    secret: sealKept(deps, state, kept),
  })
  const asksFirst = (connector.auth.fields ?? []).length > 0 && credentials === null
  if (asksFirst) return { url: `${deps.publicUrl}/connect/${connector.slug}?state=${state}`, state }
  return { url: await told(() => authorizeUrl(deps, connector, state, redirectUri, kept)), state }
}

/**
 * Our own page was answered: goes on to the network's page, or straight back with a code. Where the answers are all
 * there is, the network is asked now, so that a wrong password is said while the person is there to correct it.
 */
export async function answerConnectPage(
  deps: AccountsDeps,
  platform: string,
  state: string,
  answers: Record<string, string>,
): Promise<string> {
  const connector = await openConnectPage(deps, platform, state)
  const facts = await readState(deps.db, state)
  if (facts === null) throw stateFault()
  checkAnswers(connector, answers)
  const kept: Kept = { ...openKept(deps, state, facts), answers }
  if (connector.auth.authorize !== undefined)
    return told(() => authorizeUrl(deps, connector, state, facts.redirectUri, kept))
  const grant = await told(() => grantFor(deps, connector, answers))
  // The tokens stay here; what travels through the browser is a code that only says they were given.
  const code = randomBytes(24).toString('base64url')
  await updateState(deps.db, state, sealKept(deps, state, { ...kept, answers: {}, made: { code, grant } }))
  const back = new URL(facts.redirectUri)
  back.searchParams.set('code', code)
  back.searchParams.set('state', state)
  return back.href
}

/** The connector and whether its page may still be answered. Throws INVALID_PARAM where it may not. */
export async function openConnectPage(
  deps: AccountsDeps,
  platform: string,
  state: string,
): Promise<Connector> {
  const connector = deps.connectors.resolve(platform)
  const facts = await readState(deps.db, state)
  if (connector === undefined || facts === null || facts.platform !== connector.slug) throw stateFault()
  return connector
}

/**
 * The person came back: uses the state up, gets the tokens and keeps the account. `workspaceId` null: our own page
 * finishes, for which the state vouches; it does so only for states that lead back to it.
 */
export async function finishConnect(
  deps: AccountsDeps,
  given: { workspaceId: string | null; platform: string; code: string; state: string },
): Promise<Connection> {
  const known = deps.connectors.resolve(given.platform)
  if (known === undefined) throw unknownPlatform(given.platform)
  const begun = await readState(deps.db, given.state)
  const isOurs = begun?.redirectUri === ourCallback(deps.publicUrl, known.slug)
  if (begun === null || (given.workspaceId === null && !isOurs)) throw stateFault()
  const { connector } = await allowedConnector(deps, given.workspaceId ?? begun.workspaceId, given.platform)
  const facts = await takeState(deps.db, given.state, {
    workspaceId: given.workspaceId,
    platform: connector.slug,
  })
  if (facts === null) throw stateFault()
  const kept = openKept(deps, given.state, facts)
  if (connector.auth.authorize === undefined) {
    const grant = kept.made?.code === given.code ? kept.made.grant : null
    if (grant === null)
      throw new ApiError(
        'INVALID_PARAM',
        'The code is not the one that came back, or was used already. Start again.',
        {
          field: 'code',
        },
      )
    return told(() => saveConnection(deps, connector, facts, grant))
  }
  const back = { code: given.code, redirectUri: facts.redirectUri, kept }
  return told(
    async () => saveConnection(deps, connector, facts, await grantFor(deps, connector, kept.answers, back)),
    'code',
  )
}

async function grantFor(
  deps: AccountsDeps,
  connector: Connector,
  answers: Record<string, string>,
  back?: { code: string; redirectUri: string; kept: Kept },
): Promise<Grant> {
  const now = await databaseNow(deps)
  return connector.auth.finish(
    {
      code: back?.code ?? null,
      redirectUri: back?.redirectUri ?? '',
      codeVerifier: back?.kept.verifier ?? '',
      answers,
      keep: back?.kept.keep ?? {},
    },
    connectContext(deps, connector, { accountId: null, now }),
  )
}

async function authorizeUrl(
  deps: AccountsDeps,
  connector: Connector,
  state: string,
  redirectUri: string,
  kept: Kept,
): Promise<string> {
  if (connector.auth.authorize === undefined) throw new Error(`${connector.slug} has no authorization page`)
  const request: AuthorizeRequest = {
    state,
    redirectUri,
    codeChallenge: createHash('sha256').update(kept.verifier).digest('base64url'),
    forcePrompt: kept.forcePrompt,
    pageMode: kept.pageMode,
    answers: kept.answers,
  }
  const now = await databaseNow(deps)
  const { url, keep } = await connector.auth.authorize(
    request,
    connectContext(deps, connector, { accountId: null, now }),
  )
  await updateState(deps.db, state, sealKept(deps, state, { ...kept, keep: keep ?? {} }))
  return url
}

/** Refuses a platform that is unknown, switched off, not allowed in the workspace, or surely beyond its plan. */
async function allowedConnector(
  deps: AccountsDeps,
  workspaceId: string,
  platform: string,
): Promise<{ connector: Connector; settings: WorkspaceSettings }> {
  const connector = deps.connectors.resolve(platform)
  if (connector === undefined) throw unknownPlatform(platform)
  const { settings, plan } = await findWorkspace(deps.db, workspaceId)
  const allowed = settings.allowedPlatforms
  if (allowed != null && !allowed.some((each) => deps.connectors.resolve(each)?.slug === connector.slug)) {
    throw new ApiError('PLATFORM_RESTRICTED', `This workspace does not allow ${connector.name}.`, {
      platform: connector.slug,
    })
  }
  const app = appFor(deps.reach, connector)
  const unset = Object.keys(connector.config.required).filter((name) => (app[name] ?? '') === '')
  if (deps.mode === 'live' && unset.length > 0)
    throw new ApiError(
      'FEATURE_DISABLED',
      `${connector.name} is not set up on this server: ${unset.join(', ')} not set.`,
    )
  // Where the workspace has an account of the platform, this may be that account again: the callback will tell.
  const isFull = (await countConnected(deps.db, workspaceId, deps.mode)) >= accountsAllowed(deps, plan)
  if (isFull && !(await hasPlatform(deps.db, workspaceId, deps.mode, connector.slug)))
    throw planFault(deps, plan)
  return { connector, settings }
}

function stateFault(): ApiError {
  return new ApiError('INVALID_PARAM', 'Invalid or expired OAuth state', { field: 'state' })
}

function unknownPlatform(platform: string): ApiError {
  return new ApiError(
    'VALIDATION_ERROR',
    `${platform} is no platform of this server. GET /v1/platforms lists them.`,
    { field: 'platform' },
  )
}

function sealKept(deps: AccountsDeps, state: string, kept: Kept): Buffer {
  return deps.seal.seal(kept as unknown as Json, `state ${state}`)
}

function openKept(deps: AccountsDeps, state: string, facts: OauthState): Kept {
  return deps.seal.open(facts.secret, `state ${state}`) as unknown as Kept
}
