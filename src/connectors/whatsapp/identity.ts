import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { dataIn, idIn } from '../graph-api.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { accountRefusalOf } from './errors.js'
import { call } from './graph.js'

const fields =
  'id,display_phone_number,verified_name,status,quality_rating,code_verification_status,name_status,messaging_limit_tier'

/** The account is the number. */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  const numberId = String(ctx.data['phoneNumberId'])
  try {
    const reply = await call(ctx, 'GET', numberId, { query: { fields } })
    const remoteId = idIn(reply)
    if (remoteId === null) {
      const { cure, error } = accountRefusalOf(reply)
      return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
    }
    const number = objectOf(reply.json)
    return {
      kind: 'ok',
      identity: {
        remoteId,
        username: textOf(number['display_phone_number']),
        displayName: textOf(number['verified_name']) ?? textOf(number['display_phone_number']),
        avatarUrl: ctx.known === undefined ? await pictureOf(numberId, ctx) : ctx.known.avatarUrl,
        accountType: 'business',
        data: { ...ctx.data, ...factsOf(number) },
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

function factsOf(number: JsonObject): JsonObject {
  return {
    numberStatus: textOf(number['status']),
    qualityRating: textOf(number['quality_rating']),
    messagingLimit: textOf(number['messaging_limit_tier']),
  }
}

/** A number goes without a picture where its profile cannot be read. */
async function pictureOf(numberId: string, ctx: ConnectContext): Promise<string | null> {
  const query = { fields: 'profile_picture_url' }
  const reply = await call(ctx, 'GET', `${numberId}/whatsapp_business_profile`, { query })
  return textOf(dataIn(reply)?.[0]?.['profile_picture_url'])
}
