import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, IdentityAnswer, PlatformError } from '../connector.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { accounts, call, information, pageIn, v4, type Calls } from './api.js'
import { refusalOf } from './errors.js'
import { bareName, locationOf } from './location.js'

/**
 * The person, by their own account, which comes first; where a location is chosen, also whether they still have it and
 * Google lets it post, of which the account does not end.
 */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await call(ctx, 'GET', `${accounts}/accounts`, { query: { pageSize: '20' } })
    const list = pageIn(reply, 'accounts')
    if (list === null) return noAnswer(reply, ctx)
    const own = list.items.find(({ type }) => type === 'PERSONAL') ?? list.items[0]
    const remoteId = textOf(own?.['name'])
    if (own === undefined || remoteId === null) return noProfile
    const location = locationOf(ctx.data)
    if (location !== null) {
      const fault = await faultOfLocation(location, ctx)
      if (fault !== null) return { kind: 'unreachable', error: fault }
    }
    return {
      kind: 'ok',
      identity: {
        remoteId,
        username: null,
        displayName: textOf(own['accountName']),
        avatarUrl: location === null ? null : await logoOf(location, ctx),
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

/** What stands in the way of posting at the location; null where nothing does. */
async function faultOfLocation(location: string, ctx: Calls): Promise<PlatformError | null> {
  const query = { readMask: 'name,title,metadata' }
  const reply = await call(ctx, 'GET', `${information}/${bareName(location)}`, { query })
  if (reply.status !== 200) return refusalOf(reply, ctx.now).error
  const { title, metadata } = objectOf(reply.json)
  if (objectOf(metadata)['hasVoiceOfMerchant'] === true) return null
  return {
    code: 'PERMISSION_DENIED',
    message: `Google takes no posts for ${textOf(title) ?? location}: it is not verified, or suspended. Settle that at business.google.com, or select another location.`,
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
