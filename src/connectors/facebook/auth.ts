import { ConnectRefused, type Auth, type ConnectContext, type RefreshAnswer } from '../connector.js'
import { tokensIn } from '../oauth-tokens.js'
import type { PlatformReply } from '../platform-http.js'
import type { JsonObject } from '../../kit/json.js'
import { appId, appSecret, graph, proven, read, versionOf, type Calls } from './api.js'
import { pagesOf, permissions } from './destinations.js'
import { isOver, accountRefusalOf } from './errors.js'
import { chosenPage, isRefused, openPage } from './page.js'

/** Source: README.md, "Scopes". */
const scopes = [
  'pages_show_list',
  'pages_read_engagement',
  'pages_read_user_content',
  'pages_manage_posts',
  'pages_manage_engagement',
  'publish_video',
  'read_insights',
  'business_management',
]
const sixtyDays = 60 * 24 * 60 * 60

type Whose = Pick<ConnectContext, 'app' | 'http' | 'tokens'>

export const auth: Auth = {
  scopes,

  authorize({ redirectUri, state }, ctx) {
    const url = new URL(`https://www.facebook.com/${versionOf(ctx)}/dialog/oauth`)
    url.searchParams.set('client_id', appId(ctx))
    url.searchParams.set('redirect_uri', redirectUri)
    url.searchParams.set('state', state)
    url.searchParams.set('response_type', 'code')
    const configuration = ctx.app['FACEBOOK_CONFIG_ID'] ?? ''
    if (configuration === '') url.searchParams.set('scope', scopesOf(ctx).join(','))
    else url.searchParams.set('config_id', configuration)
    // Else what a person unticked once is never asked for again.
    url.searchParams.set('auth_type', 'rerequest')
    return Promise.resolve({ url: url.href })
  },

  async finish({ code, redirectUri }, ctx) {
    const short = await ctx.http({
      method: 'GET',
      url: tokenUrl(ctx),
      query: {
        client_id: appId(ctx),
        redirect_uri: redirectUri,
        client_secret: appSecret(ctx),
        // Facebook puts a fragment behind it, which some browsers' scripts take along.
        code: (code ?? '').replace(/#_=_$/, ''),
      },
    })
    const shortToken = tokensIn(short, ctx.now, sixtyDays)
    if (shortToken === null) throw notTaken(short, 'Facebook did not accept the code. Start again.')
    const long = await exchange(ctx, shortToken.accessToken)
    const tokens = tokensIn(long, ctx.now, sixtyDays)
    if (tokens === null)
      throw notTaken(long, 'Facebook gave an access that would end within two hours. Start again.')
    const asked = await permissions({ ...ctx, tokens })
    const granted = asked.filter(({ status }) => status === 'granted').map(({ name }) => name)
    const pages = await pageTokens({ ...ctx, tokens })
    const isShown = asked.length === 0 || granted.includes('pages_show_list')
    if (isShown && pages !== null && Object.keys(pages).length === 0)
      throw new ConnectRefused(
        'You gave access to no page that you may post on. Make a page at facebook.com, or have its owner let you create content on theirs, then connect again and tick it when Facebook asks.',
        'ACCOUNT_TYPE_NOT_SUPPORTED',
      )
    return {
      tokens: { ...tokens, extra: { pages: pages ?? {} } },
      scopes: granted.length === 0 ? scopesOf(ctx) : granted,
    }
  },

  /** There are no refresh tokens: a token that lives is exchanged for one that lives longer, pages' along with it. */
  async refresh(ctx): Promise<RefreshAnswer> {
    const reply = await exchange(ctx, ctx.tokens.accessToken)
    const tokens = tokensIn(reply, ctx.now, sixtyDays)
    if (tokens !== null)
      return {
        kind: 'refreshed',
        tokens: { ...tokens, extra: { pages: (await pageTokens({ ...ctx, tokens })) ?? {} } },
      }
    const { cure, error } = accountRefusalOf(reply)
    if (isOver(reply)) {
      return (await pageLives(ctx))
        ? { kind: 'refreshed', tokens: withoutEnd(ctx) }
        : { kind: 'revoked', error }
    }
    return cure === 'reconnect' ? { kind: 'revoked', error } : { kind: 'failed', error }
  },

  async revoke(ctx) {
    await ctx.http({
      method: 'DELETE',
      url: `${graph}/${versionOf(ctx)}/me/permissions`,
      query: proven(ctx, ctx.tokens.accessToken),
    })
  },
}

function scopesOf({ app }: Pick<Calls, 'app'>): string[] {
  const set = (app['FACEBOOK_SCOPES'] ?? '').split(/[\s,]+/).filter((scope) => scope !== '')
  return set.length === 0 ? scopes : set
}

function tokenUrl(ctx: Calls): string {
  return `${graph}/${versionOf(ctx)}/oauth/access_token`
}

function exchange(ctx: Calls, token: string): Promise<PlatformReply> {
  return ctx.http({
    method: 'GET',
    url: tokenUrl(ctx),
    query: {
      grant_type: 'fb_exchange_token',
      client_id: appId(ctx),
      client_secret: appSecret(ctx),
      fb_exchange_token: token,
    },
  })
}

/** The tokens of the pages, by page. Null where they cannot be read now: each is asked for when it is needed. */
async function pageTokens(ctx: Whose): Promise<JsonObject | null> {
  try {
    return Object.fromEntries((await pagesOf(ctx)).map(({ id, token }) => [id, token]))
  } catch {
    return null
  }
}

/** A page's token outlives the person's: posts go out for as long as it does. */
async function pageLives(ctx: ConnectContext): Promise<boolean> {
  const id = chosenPage(ctx.data)
  const page = id === null ? null : await openPage(id, ctx)
  if (page === null || isRefused(page)) return false
  return (await read(ctx, page.token, page.id, { fields: 'id' })).status === 200
}

/** Nothing is left to renew: what is refused one day says that it is over. */
function withoutEnd({ tokens: { accessToken, extra } }: ConnectContext): ConnectContext['tokens'] {
  return { accessToken, ...(extra === undefined ? {} : { extra }) }
}

function notTaken(reply: PlatformReply, otherwise: string): ConnectRefused {
  const { cure, error } = accountRefusalOf(reply)
  if (cure === 'wait') return new ConnectRefused(error.message, 'SERVICE_UNAVAILABLE')
  const { networkMessage: said } = error
  return new ConnectRefused(said === undefined ? otherwise : `${otherwise} (${said})`)
}
