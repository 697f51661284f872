import type { ConnectContext, IdentityAnswer } from '../connector.js'
import type { JsonObject } from '../../kit/json.js'
import { faultOf } from '../outcomes.js'
import { objectOf } from '../values.js'
import { refusalOf } from './errors.js'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  const domain = String(ctx.data['domain'] ?? '')
  const headers = { authorization: `Bearer ${ctx.tokens.accessToken}` }
  try {
    const reply = await ctx.http({
      method: 'GET',
      url: `https://${domain}/api/v1/accounts/verify_credentials`,
      headers,
    })
    const body = objectOf(reply.json)
    const id = body['id']
    if (reply.status !== 200 || typeof id !== 'string') {
      const refusal = refusalOf(reply, ctx.now)
      return refusal.cure === 'reconnect'
        ? { kind: 'dead', error: refusal.error }
        : { kind: 'unreachable', error: refusal.error }
    }
    return {
      kind: 'ok',
      identity: {
        // Ids are unique inside an instance only.
        remoteId: `${domain}:${id}`,
        username: `${String(body['username'])}@${domain}`,
        displayName: String(body['display_name'] ?? '') || String(body['username']),
        avatarUrl: typeof body['avatar'] === 'string' ? body['avatar'] : null,
        accountType: 'personal',
        data: { domain, accountId: id, limits: await readLimits(ctx, domain) },
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

/**
 * The instance's own limits; `rules.limitsFor` reads them. Tests of the account ask too: nothing else reads them anew. Instances that do not tell keep the
 * standard ones.
 */
async function readLimits(ctx: ConnectContext, domain: string): Promise<JsonObject> {
  for (const version of ['v2', 'v1']) {
    const reply = await ctx.http({ method: 'GET', url: `https://${domain}/api/${version}/instance` })
    const configuration = objectOf(objectOf(reply.json)['configuration'])
    if (reply.status !== 200 || Object.keys(configuration).length === 0) continue
    const statuses = objectOf(configuration['statuses'])
    const media = objectOf(configuration['media_attachments'])
    const polls = objectOf(configuration['polls'])
    return {
      maxCharacters: statuses['max_characters'] ?? null,
      maxMedia: statuses['max_media_attachments'] ?? null,
      descriptionLimit: media['description_limit'] ?? null,
      imageBytes: media['image_size_limit'] ?? null,
      imagePixels: media['image_matrix_limit'] ?? null,
      videoBytes: media['video_size_limit'] ?? null,
      frameRate: media['video_frame_rate_limit'] ?? null,
      videoPixels: media['video_matrix_limit'] ?? null,
      pollOptions: polls['max_options'] ?? null,
      pollLength: polls['max_characters_per_option'] ?? null,
      pollMinSeconds: polls['min_expiration'] ?? null,
      pollMaxSeconds: polls['max_expiration'] ?? null,
    }
  }
  return {}
}
