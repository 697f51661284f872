import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, Refused } from '../connector.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { read } from './api.js'
import { refusalOf } from './errors.js'

/** A page, and the token that acts for it. */
export type Page = { id: string; token: string }

type Whose = Pick<ConnectContext, 'app' | 'http' | 'tokens'>

/** The page that is chosen for an account; null where none is. */
export function chosenPage(data: JsonObject): string | null {
  return textOf(objectOf(data['page'])['id'])
}

/** The choice, as an account shows it. */
export function presentPage(data: JsonObject): JsonObject {
  const { id, name, username } = objectOf(data['page'])
  return { page: textOf(id) === null ? null : { id, name, username: username ?? null } }
}

/**
 * The page with its token: kept when the account was connected or renewed, else asked for with the person's. A page's
 * token, made of one that lives for long, does not end by time.
 */
export async function openPage(id: string, ctx: Whose): Promise<Page | Refused> {
  const kept = textOf(objectOf(ctx.tokens.extra?.['pages'])[id])
  return kept === null ? askForToken(id, ctx) : { id, token: kept }
}

async function askForToken(id: string, ctx: Whose): Promise<Page | Refused> {
  try {
    const reply = await read(ctx, ctx.tokens.accessToken, id, { fields: 'access_token' })
    const token = reply.status === 200 ? textOf(objectOf(reply.json)['access_token']) : null
    if (token !== null) return { id, token }
    const refusal = refusalOf(reply)
    return reply.status === 200 || refusal.cure === 'edit' ? lostPage(reply) : refusal
  } catch (error) {
    return faultOf(error)
  }
}

/**
 * A refusal of a call for a page. That its token is over ends the account only where the person's is over too: where
 * they can be given another one, the tokens are renewed; where they cannot, they lost the page and not the account.
 */
export async function refusalFor(reply: PlatformReply, page: Page, ctx: Whose): Promise<Refused> {
  const refusal = refusalOf(reply)
  if (refusal.error.code !== 'ACCOUNT_DISCONNECTED') return refusal
  const now = await askForToken(page.id, ctx)
  if (isRefused(now)) return now.error.code === 'ACCOUNT_DISCONNECTED' ? refusal : now
  return now.token === page.token ? lostPage(reply) : refusal
}

export function isRefused<T extends object>(value: T | Refused): value is Refused {
  return 'kind' in value && value.kind === 'refused'
}

function lostPage(reply: PlatformReply): Refused {
  const { error } = refusalOf(reply)
  const message =
    'The person may not post on this page any more. Give them a role there, or select another page.'
  return { kind: 'refused', cure: 'edit', error: { ...error, code: 'PERMISSION_DENIED', message } }
}

export const noPage: Refused = {
  kind: 'refused',
  cure: 'edit',
  error: {
    code: 'PUBLISH_ERROR',
    message: 'No page is selected. List the pages of the account, select one, then retry.',
  },
}
