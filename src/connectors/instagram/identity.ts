import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, IdentityAnswer, PlatformError } from '../connector.js'
import { idOf, isTokenOfPage, notOfPerson } from '../graph-api.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { isMissing, accountRefusalOf } from './errors.js'
import { addressOf, nodeIn, read } from './graph.js'
import { loginOf } from './login-of.js'
import { destinations, noneBehindPages } from './pages.js'

export const onlyProfessional =
  'Instagram lets servers post for business and creator accounts alone. Switch the account to one of these in its app (it costs nothing), then connect again.'

export function isPersonal(user: JsonObject): boolean {
  return textOf(user['account_type'])?.toLowerCase() === 'personal'
}

/** The professional account that logged in, or the person whose pages have some. */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    return await (loginOf(ctx.data) === 'facebook' ? person(ctx) : professional(ctx))
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

async function professional(ctx: ConnectContext): Promise<IdentityAnswer> {
  const reply = await read(ctx, 'me', { fields: 'user_id,username,name,account_type,profile_picture_url' })
  const user = nodeIn(reply)
  // `id` is another one for every app; this is the account's own.
  const remoteId = idOf({ id: user['user_id'] ?? null })
  if (reply.status !== 200 || remoteId === null) return noAnswer(reply)
  if (isPersonal(user))
    return { kind: 'dead', error: { code: 'PERMISSION_DENIED', message: onlyProfessional } }
  const username = textOf(user['username'])
  return {
    kind: 'ok',
    identity: {
      remoteId,
      username,
      displayName: textOf(user['name']) ?? username,
      avatarUrl: textOf(user['profile_picture_url']),
      accountType: /creator/i.test(String(user['account_type'])) ? 'creator' : 'business',
    },
  }
}

/** Where an account behind a page is chosen, also whether it can still be posted to. */
async function person(ctx: ConnectContext): Promise<IdentityAnswer> {
  const reply = await read(ctx, 'me', { fields: 'id,name,picture' })
  const user = nodeIn(reply)
  const remoteId = idOf(user)
  if (reply.status !== 200 || remoteId === null) return noAnswer(reply)
  const lost = await lostPage(ctx)
  if (lost !== null) return lost
  const missing = ctx.data['page'] == null ? await faultOfChoice(ctx) : null
  if (missing !== null) return { kind: 'dead', error: missing }
  return {
    kind: 'ok',
    identity: {
      remoteId,
      username: null,
      displayName: textOf(user['name']),
      avatarUrl: textOf(objectOf(objectOf(user['picture'])['data'])['url']),
      accountType: 'business',
    },
  }
}

/** Why there is nothing to choose: what a program brought may be a page's token, or a person's without any account to post for. */
async function faultOfChoice(ctx: ConnectContext): Promise<PlatformError | null> {
  // What cannot be listed now may be listed later.
  const listed = await destinations(ctx).catch(() => null)
  if (listed !== null && listed.length > 0) return null
  if (await isTokenOfPage(ctx, addressOf(ctx, 'debug_token'), appOf(ctx))) return notOfPerson
  return listed === null ? null : { code: 'PERMISSION_DENIED', message: noneBehindPages }
}

function appOf({ app }: ConnectContext): { id: string; secret: string } {
  return {
    id: app['INSTAGRAM_FACEBOOK_CLIENT_ID'] ?? '',
    secret: app['INSTAGRAM_FACEBOOK_CLIENT_SECRET'] ?? '',
  }
}

async function lostPage(ctx: ConnectContext): Promise<IdentityAnswer | null> {
  const page = objectOf(ctx.data['page'])
  const id = textOf(page['id'])
  if (id === null) return null
  const reply = await read(ctx, id, { fields: 'id,username' })
  if (reply.status === 200) return null
  if (!isMissing(reply)) return noAnswer(reply)
  const message = `The person may not post for ${String(page['name'])} any more. Give them a role on the page ${String(page['pageName'])}, or select another account.`
  return { kind: 'dead', error: { code: 'PERMISSION_DENIED', message } }
}

function noAnswer(reply: PlatformReply): IdentityAnswer {
  const { cure, error } = accountRefusalOf(reply)
  return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
}
