import { backTo } from '../back-to.js'
import { randomText } from '../sandbox.js'
import type { SimReply, SimRequest, SimWorld } from '../simulator.js'
import { parametersOf, type Given } from './given.js'
import { invalid } from './refusal.js'

/** What comes back from a consent page: for an hour, and once. `kind`: the login that it was made for. */
export type Code = {
  code: string
  kind: string
  appId: string
  userId: string
  redirectUri: string
  scopes: string[]
  expiresAt: string
  isUsed: boolean
}

const codeMs = 3_600_000
const refreshableAfterMs = 24 * 3_600_000
const codes = (world: SimWorld) => world.table<Code>('codes')

export function keepCode(from: Omit<Code, 'code' | 'expiresAt' | 'isUsed'>, world: SimWorld): string {
  const code = `AQ${randomText(60)}`
  const expiresAt = new Date(world.now().getTime() + codeMs).toISOString()
  codes(world).set(code, { ...from, code, expiresAt, isUsed: false })
  return code
}

/** One that can still be used, by this app. */
export function findCode(
  value: string,
  { kind, appId }: Pick<Code, 'kind' | 'appId'>,
  world: SimWorld,
): Code | undefined {
  const code = codes(world).get(value)
  const isGood =
    code !== undefined &&
    !code.isUsed &&
    code.kind === kind &&
    code.appId === appId &&
    code.expiresAt > world.now().toISOString()
  return isGood ? code : undefined
}

export function useCode(code: Code, world: SimWorld): void {
  codes(world).set(code.code, { ...code, isUsed: true })
}

/** A login of Instagram's or Threads' own: the first of its scopes is asked for by everybody. */
export type Login = {
  network: string
  kind: string
  scopes: readonly [string, ...string[]]
  /** Makes or finds the person who consents, and what they grant. */
  consent: (
    username: string | null,
    asked: readonly string[],
    world: SimWorld,
  ) => { userId: string; scopes: string[] }
}

/** The page on which a person lets an app in; its code comes back with `#_` behind it. */
export function authorize(login: Login, request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const [basic] = login.scopes
  const appId = query.get('client_id') ?? ''
  const redirectUri = query.get('redirect_uri') ?? ''
  const asked = (query.get('scope') ?? '').split(/[,\s]+/).filter((scope) => scope !== '')
  const unknown = asked.find((scope) => !login.scopes.includes(scope))
  if (appId === '') return oauthFailure('Invalid platform app')
  if (!URL.canParse(redirectUri)) return oauthFailure('Invalid redirect_uri')
  if (query.get('response_type') !== 'code')
    return oauthFailure('Invalid response_type: only code is supported')
  if (unknown !== undefined) return oauthFailure(`Invalid scope: ${unknown}`)
  if (!asked.includes(basic)) return oauthFailure(`Invalid scope: ${basic} is required`)
  const back = backTo(query)
  return world.consent(request, {
    network: login.network,
    appName: 'VoxBurst',
    scopes: asked,
    approve(username) {
      const granted = login.consent(username, asked, world)
      return `${back({ code: keepCode({ kind: login.kind, appId, redirectUri, ...granted }, world) })}#_`
    },
    deny: () =>
      back({
        error: 'access_denied',
        error_reason: 'user_denied',
        error_description: 'The user denied your request',
      }),
  })
}

/** Takes the code for which an app wants a token: used up with this call. Or says what is wrong with it. */
export function takeCode(
  { kind }: Pick<Login, 'kind'>,
  request: SimRequest,
  world: SimWorld,
): { code: Code; secret: string } | { refusal: SimReply } {
  const given = parametersOf(request)
  const refused = (message: string) => ({ refusal: oauthFailure(message) })
  const appId = given.text('client_id')
  // Nobody registers apps here: an app is whoever brings an id and a secret.
  if (appId === '') return refused('Missing client_id parameter.')
  if (!given.has('client_secret')) return refused('Missing client_secret parameter.')
  if (given.text('grant_type') !== 'authorization_code')
    return refused('Invalid grant_type: authorization_code is required')
  const code = findCode(given.text('code'), { kind, appId }, world)
  if (code === undefined) return refused('Matching code was not found or was already used')
  if (code.redirectUri !== given.text('redirect_uri'))
    return refused('Error validating verification code. Please make sure your redirect_uri is identical.')
  useCode(code, world)
  return { code, secret: given.text('client_secret') }
}

/** Refuses a short token, and one that is not a day old. */
export function requireRefreshable(
  token: { isLong: boolean; issuedAt: string },
  given: Given,
  grantType: string,
  world: SimWorld,
): void {
  if (given.text('grant_type') !== grantType) invalid(`grant_type must be ${grantType}`)
  if (!token.isLong) invalid('Only long-lived tokens can be refreshed')
  if (Date.parse(token.issuedAt) + refreshableAfterMs > world.now().getTime())
    invalid('The token must be at least 24 hours old to be refreshed')
}

/** The token endpoints' own envelope. */
export function oauthFailure(message: string): SimReply {
  return { status: 400, body: { error_type: 'OAuthException', code: 400, error_message: message } }
}
