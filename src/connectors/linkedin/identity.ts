import type { ConnectContext, Identity, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'
import { NotListed, pagesOf } from './pages.js'
import { bearer } from './rest.js'

/** The person; where a page is chosen, also whether they may still post there. */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await read(ctx, 'userinfo')
    const user = objectOf(reply.json)
    const remoteId = textOf(user['sub'])
    if (reply.status !== 200 || remoteId === null) return noAnswer(reply, ctx)
    const lost = await lostPage(ctx)
    if (lost !== null) return lost
    const identity: Identity = {
      remoteId,
      username: await usernameOf(ctx),
      displayName: textOf(user['name']),
      avatarUrl: textOf(user['picture']),
      accountType: 'personal',
    }
    return { kind: 'ok', identity }
  } catch (error) {
    if (error instanceof NotListed) return noAnswer(error.reply, ctx)
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

/** The name in the address of a profile is told to apps with a permission that only vetted ones have. */
async function usernameOf(ctx: ConnectContext): Promise<string | null> {
  if (ctx.data['pageMode'] !== true) return null
  const reply = await read(ctx, 'me')
  return reply.status === 200 ? textOf(objectOf(reply.json)['vanityName']) : null
}

async function lostPage(ctx: ConnectContext): Promise<IdentityAnswer | null> {
  const page = objectOf(ctx.data['page'])
  if (textOf(page['urn']) === null) return null
  const pages = await pagesOf(ctx)
  if (pages.some(({ urn }) => urn === page['urn'])) return null
  const message = `The person may not post on the page ${String(page['name'])} any more. Give them a role there, or select another page.`
  return { kind: 'dead', error: { code: 'PERMISSION_DENIED', message } }
}

function read(ctx: ConnectContext, what: 'userinfo' | 'me'): Promise<PlatformReply> {
  return ctx.http({ method: 'GET', url: `https://api.linkedin.com/v2/${what}`, headers: bearer(ctx) })
}

function noAnswer(reply: PlatformReply, ctx: ConnectContext): IdentityAnswer {
  const { cure, error } = refusalOf(reply, ctx.now)
  return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
}
