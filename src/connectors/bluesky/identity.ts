import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'
import { pdsIn } from './session.js'
import { bearer, homeOf, onPds } from './xrpc.js'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await ctx.http({
      method: 'GET',
      url: onPds(ctx, 'com.atproto.server.getSession'),
      headers: bearer(ctx),
    })
    const session = objectOf(reply.json)
    const [did, handle] = [textOf(session['did']), textOf(session['handle'])]
    if (reply.status !== 200 || did === null || handle === null) {
      const refusal = refusalOf(reply, ctx.now)
      return refusal.cure === 'reconnect'
        ? { kind: 'dead', error: refusal.error }
        : { kind: 'unreachable', error: refusal.error }
    }
    if (session['active'] === false) return inactive(textOf(session['status']))
    const { displayName, avatarUrl } = ctx.known ?? (await readProfile(ctx, did))
    const { service, pds } = homeOf(ctx.data)
    return {
      kind: 'ok',
      identity: {
        remoteId: did,
        username: handle,
        displayName: displayName ?? handle,
        avatarUrl,
        accountType: 'personal',
        // An account can move to another server.
        data: { service, pds: pdsIn(session['didDoc']) ?? pds, did },
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

/** Name and picture come from the AppView, through the account's server. Posting works without it: so does this. */
async function readProfile(
  ctx: ConnectContext,
  did: string,
): Promise<{ displayName: string | null; avatarUrl: string | null }> {
  const url = onPds(ctx, 'app.bsky.actor.getProfile')
  const reply = await ctx
    .http({ method: 'GET', url, query: { actor: did }, headers: bearer(ctx) })
    .catch(() => null)
  const profile = reply?.status === 200 ? objectOf(reply.json) : {}
  return { displayName: textOf(profile['displayName']), avatarUrl: textOf(profile['avatar']) }
}

function inactive(status: string | null): IdentityAnswer {
  return {
    kind: 'dead',
    error: {
      code: 'PERMISSION_DENIED',
      message: `The account is ${status ?? 'not active'}. Look at it in the Bluesky app, then connect it again.`,
      ...(status === null ? {} : { networkCode: status }),
    },
  }
}
