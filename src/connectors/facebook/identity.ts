import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, Identity, IdentityAnswer, PlatformError } from '../connector.js'
import { idIn, isTokenOfPage, notOfPerson } from '../graph-api.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { appId, appSecret, graph, read, versionOf } from './api.js'
import { declined, pictureIn } from './destinations.js'
import { accountRefusalOf, isOver } from './errors.js'
import { chosenPage, isRefused, openPage, refusalFor } from './page.js'

/**
 * The person; where a page is chosen, also whether they may still post there, of which the account does not end. Where
 * the person's login is over and the page's token lives, who they are is what they were.
 */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const pageFault = await faultOfPage(ctx)
    const known = chosenPage(ctx.data) === null || pageFault !== null ? null : knownPerson(ctx)
    // The page's token and the permissions answered: of the person themselves a test has no question left.
    if (ctx.known !== undefined && known !== null) return answer(known)
    const reply = await read(ctx, ctx.tokens.accessToken, 'me', { fields: 'id,name,picture.type(large)' })
    const id = idIn(reply)
    if (id === null) return isOver(reply) && known !== null ? answer(known) : noAnswer(reply)
    // Where the page's token alone is over, the next post gets another one by the person's (see refusalFor).
    if (pageFault !== null && pageFault.code !== 'ACCOUNT_DISCONNECTED')
      return { kind: 'unreachable', error: pageFault }
    const app = { id: appId(ctx), secret: appSecret(ctx) }
    if (isBrought(ctx) && (await isTokenOfPage(ctx, `${graph}/${versionOf(ctx)}/debug_token`, app)))
      return { kind: 'dead', error: notOfPerson }
    const about = objectOf(reply.json)
    return answer({ id, name: textOf(about['name']), avatarUrl: pictureIn(about) })
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

/** A token that a program brought; of those that Facebook gave us, the pages' are kept with them. */
function isBrought({ data, tokens }: ConnectContext): boolean {
  return data['person'] === undefined && tokens.extra === undefined
}

type Person = { id: string; name: string | null; avatarUrl: string | null }

function answer(person: Person): IdentityAnswer {
  const identity: Identity = {
    remoteId: person.id,
    // Persons have names, and no handles.
    username: null,
    displayName: person.name,
    avatarUrl: person.avatarUrl,
    accountType: 'business',
    data: { person },
  }
  return { kind: 'ok', identity }
}

/** Who the person was when they were last asked. */
function knownPerson({ data }: ConnectContext): Person | null {
  const known = objectOf(data['person'])
  const id = textOf(known['id'])
  return id === null ? null : { id, name: textOf(known['name']), avatarUrl: textOf(known['avatarUrl']) }
}

function noAnswer(reply: PlatformReply): IdentityAnswer {
  const { cure, error } = accountRefusalOf(reply)
  return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
}

/** What stands in the way of posting on the page that is chosen; null where nothing does, or none is chosen. */
async function faultOfPage(ctx: ConnectContext): Promise<PlatformError | null> {
  const id = chosenPage(ctx.data)
  if (id === null) return null
  const page = await openPage(id, ctx)
  if (isRefused(page)) return page.error
  const reply = await read(ctx, page.token, id, { fields: 'id,name,username' })
  if (idIn(reply) === null) return (await refusalFor(reply, page, ctx)).error
  return (await declined(ctx)).includes('pages_manage_posts') ? notAllowed(ctx.data) : null
}

function notAllowed(data: JsonObject): PlatformError {
  const { name } = objectOf(data['page'])
  return {
    code: 'PERMISSION_DENIED',
    message: `The person does not let us post on the page ${String(name)} (pages_manage_posts). Connect the account again with all permissions.`,
  }
}
