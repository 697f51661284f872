import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, IdentityAnswer, PlatformError } from '../connector.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { accounts, call, information, pageIn, v4, type Calls } from './api.js'
import { refusalOf } from './errors.js'
import { bareName, locationOf } from './location.js'

/**
 * The person, by their own account, which comes first; where a location is chosen, whether they still have it and Google
 * lets it post, of which the account does not end.
 */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const location = locationOf(ctx.data)
    if (ctx.known !== undefined && location !== null) return await ofLocation(location, ctx.known, ctx)
    const reply = await call(ctx, 'GET', `${accounts}/accounts`, { query: { pageSize: '20' } })
    const list = pageIn(reply, 'accounts')
    if (list === null) return noAnswer(reply, ctx)
    const own = list.items.find(({ type }) => type === 'PERSONAL') ?? list.items[0]
    const remoteId = textOf(own?.['name'])
    if (own === undefined || remoteId === null) return noProfile
    return {
      kind: 'ok',
      identity: {
        remoteId,
        username: null,
        displayName: textOf(own['accountName']),
        avatarUrl: null,
        accountType: 'business',
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

const noProfile: IdentityAnswer = {
  kind: 'dead',
  error: {
    code: 'PERMISSION_DENIED',
    message:
      'The Google account manages no business profile. Make one at business.google.com, then connect it again.',
  },
}

function noAnswer(reply: PlatformReply, ctx: Calls): IdentityAnswer {
  const { cure, error } = refusalOf(reply, ctx.now)
  return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
}

/** One call tells whether the access, the location and the right to post there are still there; a new choice's logo is another. */
async function ofLocation(
  location: string,
  known: NonNullable<ConnectContext['known']>,
  ctx: ConnectContext,
): Promise<IdentityAnswer> {
  const query = { readMask: 'name,title,metadata' }
  const reply = await call(ctx, 'GET', `${information}/${bareName(location)}`, { query })
  if (reply.status !== 200) return noAnswer(reply, ctx)
  const { title, metadata } = objectOf(reply.json)
  if (objectOf(metadata)['hasVoiceOfMerchant'] !== true)
    return { kind: 'unreachable', error: notVerified(textOf(title) ?? location) }
  const hasLogo = ctx.data['logoOf'] === location
  const avatarUrl = hasLogo ? known.avatarUrl : await logoOf(location, ctx)
  return {
    kind: 'ok',
    identity: { ...known, avatarUrl, accountType: 'business', data: { logoOf: location } },
  }
}

function notVerified(name: string): PlatformError {
  return {
    code: 'PERMISSION_DENIED',
    message: `Google takes no posts for ${name}: it is not verified, or suspended. Settle that at business.google.com, or select another location.`,
  }
}

/** A location goes without a picture where its media cannot be read. The address may change over time. */
async function logoOf(location: string, ctx: Calls): Promise<string | null> {
  const reply = await call(ctx, 'GET', `${v4}/${location}/media`, { query: { pageSize: '100' } })
  const items = pageIn(reply, 'mediaItems')?.items ?? []
  const of = (category: string): JsonObject | undefined =>
    items.find((each) => objectOf(each['locationAssociation'])['category'] === category)
  return textOf((of('PROFILE') ?? of('LOGO'))?.['googleUrl'])
}
