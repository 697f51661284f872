import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import {
  ConnectRefused,
  type Connector,
  type Grant,
  type IdentityAnswer,
  type Tokens,
} from '../../src/connectors/connector.js'
import type { PlatformReply } from '../../src/connectors/platform-http.js'
import type { JsonObject } from '../../src/kit/json.js'
import { FakeNetwork } from './fake-network.js'

type Access = { user: string; endsAt: number }

/**
 * A network with OAuth over a real socket: PKCE, codes that work once, refresh tokens that rotate. What it holds is
 * the truth that tests compare with.
 */
export class OauthNetwork {
  readonly calls: string[] = []
  /** What the next refreshes meet: the answer is cut after the work, the network is down, the access is over. */
  refreshFaults: ('lostAnswer' | 'down' | 'revoked' | 'keepsRefreshToken')[] = []
  /** While set, refreshes wait for it. */
  refreshGate: Promise<void> | null = null
  isDown = false
  lifeSeconds = 7_200
  /** Null: the account is of a kind that has none. */
  pages: JsonObject[] = []
  /** Whether accounts have anything to choose. */
  hasPages = true
  origin = ''
  #now: () => Promise<Date>
  readonly #codes = new Map<string, { user: string; challenge: string; redirectUri: string }>()
  readonly #access = new Map<string, Access>()
  readonly #refresh = new Map<string, string>()

  constructor(now: () => Promise<Date>) {
    this.#now = now
  }

  async listen(): Promise<() => void> {
    const server = createServer((request, response) => void this.#answer(request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    this.origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
    return () => {
      server.closeAllConnections()
      server.close()
    }
  }

  /** A person opens the authorization URL and agrees; answers where the browser is sent. */
  consent(authorizationUrl: string, user: string): URL {
    const asked = new URL(authorizationUrl).searchParams
    const code = randomBytes(8).toString('hex')
    const redirectUri = asked.get('redirect_uri') ?? ''
    this.#codes.set(code, { user, challenge: asked.get('code_challenge') ?? '', redirectUri })
    const back = new URL(redirectUri)
    back.searchParams.set('code', code)
    back.searchParams.set('state', asked.get('state') ?? '')
    return back
  }

  /** Ends every access of a user, as its owner would. */
  forget(user: string): void {
    for (const [token, access] of this.#access) if (access.user === user) this.#access.delete(token)
    for (const [token, owner] of this.#refresh) if (owner === user) this.#refresh.delete(token)
  }

  async issue(user: string): Promise<{ access_token: string; refresh_token: string; expires_in: number }> {
    const access = `at-${randomBytes(6).toString('hex')}`
    const refresh = `rt-${randomBytes(6).toString('hex')}`
    const now = (await this.#now()).getTime()
    this.#access.set(access, { user, endsAt: now + this.lifeSeconds * 1_000 })
    this.#refresh.set(refresh, user)
    return { access_token: access, refresh_token: refresh, expires_in: this.lifeSeconds }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const path = request.url ?? ''
    this.calls.push(path === '/token' ? `token ${form.get('grant_type') ?? ''}` : path.slice(1))
    if (this.isDown) return say(503, {})
    if (path === '/token' && form.get('grant_type') === 'refresh_token')
      return this.#refreshed(form.get('refresh_token') ?? '', say, response)
    if (path === '/token') return this.#exchanged(form, say)
    if (path === '/revoke') {
      this.#access.delete(form.get('token') ?? '')
      return say(200, {})
    }
    const access = this.#access.get(request.headers.authorization?.slice('Bearer '.length) ?? '')
    if (access === undefined || access.endsAt <= (await this.#now()).getTime())
      return say(401, { error: 'dead' })
    say(200, path === '/pages' ? this.pages : { id: `id-${access.user}`, name: access.user })
  }

  async #exchanged(form: URLSearchParams, say: (status: number, body: unknown) => void): Promise<void> {
    const code = form.get('code') ?? ''
    const given = this.#codes.get(code)
    this.#codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight = given?.challenge === challenge && given.redirectUri === form.get('redirect_uri')
    if (given === undefined || !isRight) return say(400, { error: 'invalid_grant' })
    say(200, await this.issue(given.user))
  }

  async #refreshed(
    token: string,
    say: (status: number, body: unknown) => void,
    response: ServerResponse,
  ): Promise<void> {
    await this.refreshGate
    const fault = this.refreshFaults.shift()
    const user = this.#refresh.get(token)
    if (fault === 'down') return say(503, {})
    if (fault === 'revoked' || user === undefined) return say(400, { error: 'invalid_grant' })
    // After a lost answer the network still takes the old one once more, as the kinder ones do.
    if (fault !== 'lostAnswer' && fault !== 'keepsRefreshToken') this.#refresh.delete(token)
    const { refresh_token: rotated, ...rest } = await this.issue(user)
    if (fault === 'lostAnswer') return void response.socket?.destroy()
    say(200, fault === 'keepsRefreshToken' ? rest : { ...rest, refresh_token: rotated })
  }

  /** The connector of this network; `change` makes others of it. */
  connector(change: Partial<Connector> = {}): Connector {
    const url = (path: string): string => `https://api.oauth.example/${path}`
    const now = this.#now
    return {
      ...new FakeNetwork().connector('netto'),
      aliases: ['net_to'],
      name: 'Netto',
      config: { required: { NETTO_CLIENT_ID: 'Its app' } },
      auth: {
        scopes: ['write'],
        authorize: (request) => {
          const to = new URL('https://oauth.example/authorize')
          to.searchParams.set('redirect_uri', request.redirectUri)
          to.searchParams.set('state', request.state)
          to.searchParams.set('code_challenge', request.codeChallenge)
          return Promise.resolve({ url: to.href, keep: { begun: true } })
        },
        async finish(given, ctx) {
          if (given.keep['begun'] !== true) throw new Error('keep is lost')
          const form = {
            grant_type: 'authorization_code',
            code: given.code ?? '',
            redirect_uri: given.redirectUri,
            code_verifier: given.codeVerifier,
          }
          return grantOf(await ctx.http({ method: 'POST', url: url('token'), form }), await now())
        },
        async refresh(ctx) {
          const form = { grant_type: 'refresh_token', refresh_token: ctx.tokens.refreshToken }
          const reply = await ctx.http({ method: 'POST', url: url('token'), form })
          const error = {
            code: 'ACCOUNT_DISCONNECTED',
            message: 'Netto ended our access. Connect the account again.',
          } as const
          if (reply.status === 400) return { kind: 'revoked', error }
          if (reply.status !== 200)
            return { kind: 'failed', error: { code: 'PLATFORM_UNAVAILABLE', message: 'Netto is down.' } }
          return { kind: 'refreshed', tokens: tokensOf(reply, await now()) }
        },
        async revoke(ctx) {
          await ctx.http({ method: 'POST', url: url('revoke'), form: { token: ctx.tokens.accessToken } })
        },
      },
      options: z.object({}),
      async identity(ctx) {
        const headers = { authorization: `Bearer ${ctx.tokens.accessToken}` }
        return identityOf(await ctx.http({ method: 'GET', url: url('me'), headers }))
      },
      ...change,
    }
  }

  get origins(): Record<string, string> {
    return { 'https://api.oauth.example': this.origin }
  }
}

function tokensOf(reply: PlatformReply, now: Date): Tokens {
  const body = reply.json as { access_token: string; refresh_token?: string; expires_in: number }
  return {
    accessToken: body.access_token,
    ...(body.refresh_token === undefined ? {} : { refreshToken: body.refresh_token }),
    expiresAt: new Date(now.getTime() + body.expires_in * 1_000).toISOString(),
  }
}

function grantOf(reply: PlatformReply, now: Date): Grant {
  if (reply.status !== 200) throw new ConnectRefused('Netto did not accept the code.')
  return { tokens: tokensOf(reply, now), scopes: ['write'], data: { shop: 'corner' } }
}

function identityOf(reply: PlatformReply): IdentityAnswer {
  if (reply.status === 401)
    return {
      kind: 'dead',
      error: { code: 'ACCOUNT_DISCONNECTED', message: 'Netto ended our access. Connect the account again.' },
    }
  if (reply.status !== 200)
    return { kind: 'unreachable', error: { code: 'PLATFORM_UNAVAILABLE', message: 'Netto is down.' } }
  const { id, name } = reply.json as { id: string; name: string }
  return {
    kind: 'ok',
    identity: {
      remoteId: id,
      username: `@${name}`,
      displayName: name,
      avatarUrl: null,
      accountType: 'personal',
    },
  }
}
