import { createHash, randomBytes } from 'node:crypto'
import { ApiError } from '../../contract/errors.js'
import {
  ConnectRefused,
  type AuthorizeRequest,
  type Connector,
  type Grant,
  type Tokens,
} from '../connectors/connector.js'
import type { Json, JsonObject } from '../kit/json.js'
import { insertState, readState, takeState, updateState, type OauthState } from '../store/oauth-states.js'
import type { AccountRow } from '../store/accounts.js'
import { findWorkspace } from '../store/workspaces.js'
import { connectContext, type AccountsDeps } from './deps.js'
import { databaseNow, saveConnection } from './save-connection.js'

export type ConnectRequest = {
  workspaceId: string
  userId: string
  platform: string
  callbackUrl: string | null
  forcePrompt: boolean
  pageMode: boolean
  credentials: Record<string, string> | null
}

export type Connection = { account: AccountRow; warning?: string }

/** What is sealed with a state until the person comes back. */
type Kept = {
  verifier: string
  answers: Record<string, string>
  keep: JsonObject
  forcePrompt: boolean
  pageMode: boolean
  code: string | null
}

/** Begins to connect: an address to send the person to, or the account at once where nothing has to be asked. */
export async function beginConnect(
  deps: AccountsDeps,
  request: ConnectRequest,
): Promise<{ url: string; state: string } | Connection> {
  const connector = await allowedConnector(deps, request.workspaceId, request.platform)
  if (request.credentials !== null) {
    const tokens = tokensIn(request.credentials)
    if (tokens !== null)
      return told(() => saveConnection(deps, connector, request, { tokens, scopes: connector.auth.scopes }))
    checkAnswers(connector, request.credentials)
    if (connector.auth.authorize === undefined)
      return told(() => finishWith(deps, connector, request.workspaceId, request.credentials ?? {}))
  }
  const redirectUri = await checkedCallback(deps, request)
  const state = randomBytes(24).toString('base64url')
  const kept: Kept = {
    verifier: randomBytes(48).toString('base64url'),
    answers: request.credentials ?? {},
    keep: {},
    forcePrompt: request.forcePrompt,
    pageMode: request.pageMode,
    code: null,
  }
  await insertState(deps.db, state, {
    workspaceId: request.workspaceId,
    userId: request.userId,
    platform: connector.slug,
    redirectUri,
    secret: sealKept(deps, state, kept),
  })
  const asksFirst = connector.auth.fields !== undefined && request.credentials === null
  if (asksFirst) return { url: `${deps.publicUrl}/connect/${connector.slug}?state=${state}`, state }
  return { url: await told(() => authorizeUrl(deps, connector, state, redirectUri, kept)), state }
}

/** Our own page was answered: goes on to the network's page, or straight back with a code. */
export async function answerConnectPage(
  deps: AccountsDeps,
  platform: string,
  state: string,
  answers: Record<string, string>,
): Promise<string> {
  const connector = deps.connectors.resolve(platform)
  const facts = await readState(deps.db, state)
  if (connector === undefined || facts === null || facts.platform !== connector.slug) throw stateFault()
  checkAnswers(connector, answers)
  const kept: Kept = { ...openKept(deps, state, facts), answers }
  if (connector.auth.authorize !== undefined)
    return told(() => authorizeUrl(deps, connector, state, facts.redirectUri, kept))
  // The answers stay here; what travels through the browser is a code that only says they were given.
  const code = randomBytes(24).toString('base64url')
  await updateState(deps.db, state, sealKept(deps, state, { ...kept, code }))
  const back = new URL(facts.redirectUri)
  back.searchParams.set('code', code)
  back.searchParams.set('state', state)
  return back.href
}

/** The person came back: uses the state up, gets the tokens and keeps the account. `workspaceId` null: our own page, which the state vouches for. */
export async function finishConnect(
  deps: AccountsDeps,
  given: { workspaceId: string | null; platform: string; code: string; state: string },
): Promise<Connection> {
  const connector = deps.connectors.resolve(given.platform)
  if (connector === undefined) throw unknownPlatform(given.platform)
  if (given.workspaceId !== null) await allowedConnector(deps, given.workspaceId, given.platform)
  const facts = await takeState(deps.db, given.state, {
    workspaceId: given.workspaceId,
    platform: connector.slug,
  })
  if (facts === null) throw stateFault()
  const kept = openKept(deps, given.state, facts)
  if (connector.auth.authorize === undefined && kept.code !== given.code)
    throw new ApiError('INVALID_PARAM', 'Invalid authorization code')
  return told(() =>
    finishWith(deps, connector, facts.workspaceId, kept.answers, {
      code: given.code,
      redirectUri: facts.redirectUri,
      kept,
    }),
  )
}

async function finishWith(
  deps: AccountsDeps,
  connector: Connector,
  workspaceId: string,
  answers: Record<string, string>,
  back?: { code: string; redirectUri: string; kept: Kept },
): Promise<Connection> {
  const now = await databaseNow(deps)
  const grant: Grant = await connector.auth.finish(
    {
      code: back?.code ?? null,
      redirectUri: back?.redirectUri ?? '',
      codeVerifier: back?.kept.verifier ?? '',
      answers,
      keep: back?.kept.keep ?? {},
    },
    connectContext(deps, connector, { accountId: null, now }),
  )
  return saveConnection(deps, connector, { workspaceId }, grant)
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

async function allowedConnector(
  deps: AccountsDeps,
  workspaceId: string,
  platform: string,
): Promise<Connector> {
  const connector = deps.connectors.resolve(platform)
  if (connector === undefined) throw unknownPlatform(platform)
  const { settings } = await findWorkspace(deps.db, workspaceId)
  const allowed = settings.allowedPlatforms
  if (allowed != null && !allowed.some((each) => deps.connectors.resolve(each)?.slug === connector.slug)) {
    throw new ApiError('PLATFORM_RESTRICTED', `This workspace does not allow ${connector.name}.`, {
      platform: connector.slug,
    })
  }
  return connector
}

/** https to an allowed host, or localhost. Absent: our own page, which finishes by itself. */
async function checkedCallback(deps: AccountsDeps, request: ConnectRequest): Promise<string> {
  if (request.callbackUrl === null) return `${deps.publicUrl}/connect/${request.platform.toLowerCase()}/done`
  const url = URL.canParse(request.callbackUrl) ? new URL(request.callbackUrl) : null
  const refuse = (message: string): ApiError =>
    new ApiError('VALIDATION_ERROR', message, { field: 'callbackUrl' })
  if (url === null || url.username !== '' || url.hash !== '')
    throw refuse('callbackUrl is not an address that a browser can come back to.')
  const { settings } = await findWorkspace(deps.db, request.workspaceId)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const hosts = [
    new URL(deps.publicUrl).hostname,
    ...deps.callbackDomains,
    ...(settings.callbackDomains ?? []),
  ].map((host) => host.toLowerCase())
  if (
    url.protocol !== 'https:' &&
    !(url.protocol === 'http:' && (isLocal || url.origin === new URL(deps.publicUrl).origin))
  ) {
    throw refuse('callbackUrl has to be https (http is for localhost).')
  }
  if (!isLocal && !hosts.includes(url.hostname)) {
    throw refuse(
      `callbackUrl leads to ${url.hostname}, which is not allowed. Add it to the workspace's callbackDomains or to VOXBURST_CALLBACK_DOMAINS.`,
    )
  }
  return url.href
}

/** Tokens that the caller already holds for the same app. */
function tokensIn(credentials: Record<string, string>): Tokens | null {
  const { accessToken, refreshToken, expiresAt, ...rest } = credentials
  if (accessToken === undefined || Object.keys(rest).length > 0) return null
  if (expiresAt !== undefined && Number.isNaN(Date.parse(expiresAt))) {
    throw new ApiError('INVALID_DATE', 'credentials.expiresAt is not an ISO 8601 date.', {
      field: 'credentials.expiresAt',
    })
  }
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
  }
}

function checkAnswers(connector: Connector, answers: Record<string, string>): void {
  const fields = connector.auth.fields ?? []
  const missing = fields.find((field) => field.required && (answers[field.name] ?? '').trim() === '')
  if (missing !== undefined)
    throw new ApiError('VALIDATION_ERROR', `${connector.name} needs ${missing.name}: ${missing.label}.`, {
      field: `credentials.${missing.name}`,
    })
  const unknown = Object.keys(answers).find((name) => !fields.some((field) => field.name === name))
  if (unknown !== undefined) {
    const known = fields.map((field) => field.name)
    throw new ApiError(
      'VALIDATION_ERROR',
      `${connector.name} takes ${known.length === 0 ? 'accessToken, refreshToken, expiresAt' : known.join(', ')}; ${unknown} is none of them.`,
      {
        field: `credentials.${unknown}`,
      },
    )
  }
}

/** A connector's refusal, as the contract says it. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ConnectRefused) throw new ApiError(error.code, error.message)
    if (error instanceof Error && ['NotSent', 'NoAnswer'].includes(error.name)) {
      throw new ApiError(
        'SERVICE_UNAVAILABLE',
        `The network could not be reached: ${error.message}. Try again in a moment.`,
      )
    }
    throw error
  }
}

function stateFault(): ApiError {
  return new ApiError('INVALID_PARAM', 'Invalid or expired OAuth state')
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
