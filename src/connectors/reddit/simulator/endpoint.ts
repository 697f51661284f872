import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { spend } from './budgets.js'
import { blocked, insufficientScope, Refusal, tooMany } from './replies.js'
import { signedIn, type Access } from './tokens.js'
import type { User } from './users.js'

/** A call of the API by somebody who may make it. */
export type Call = { request: SimRequest; world: SimWorld; user: User; access: Access }

export type Endpoint = {
  method: 'GET' | 'POST'
  path: string
  operation: SimRoute['operation']
  scope: string
  handle: (call: Call) => SimReply | Promise<SimReply>
}

const apiHost = 'oauth.reddit.com'

/** Who asks, whether they may, whether their app has asked too often; then the answer. With and without a slash at the end. */
export function routesOf({ path, scope, handle, ...rest }: Endpoint): SimRoute[] {
  const answer: SimRoute['handle'] = async (request, world) => {
    const stranger = strangerReply(request)
    if (stranger !== null) return stranger
    let counted: Record<string, string> = {}
    const reply = await (async () => {
      try {
        const { user, access } = signedIn(request, world)
        const { headers, isSpent } = spend(access.clientId, world)
        counted = headers
        if (isSpent) return tooMany({})
        if (!access.scopes.includes(scope)) return insufficientScope()
        return await handle({ request, world, user, access })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return error.reply
      }
    })()
    return escaped({ ...reply, headers: { ...counted, ...reply.headers } }, request)
  }
  return [path, `${path}/`].map((each) => ({ ...rest, host: apiHost, path: each, handle: answer }))
}

/** `<platform>:<app id>:<version> (by /u/<name>)`; what else is no name of a program, or a borrowed one. */
const programName = /^[\w .-]+:[^\s:]+:[^\s:]+ \(by \/?u\/[\w-]+\)$/

/** What somebody gets who does not say which program asks. */
export function strangerReply({ headers }: SimRequest): SimReply | null {
  const agent = headers['user-agent'] ?? ''
  if (agent === '') return blocked()
  return programName.test(agent) ? null : tooMany({})
}

/** Without `raw_json=1` three signs of HTML are escaped in every text. */
function escaped(reply: SimReply, { query }: SimRequest): SimReply {
  if (query.get('raw_json') === '1' || typeof reply.body !== 'object' || Buffer.isBuffer(reply.body))
    return reply
  return { ...reply, body: escapedJson(reply.body) }
}

function escapedJson(value: Json): Json {
  if (typeof value === 'string')
    return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  if (Array.isArray(value)) return value.map(escapedJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, escapedJson(member ?? null)]),
  )
}

/** Whether a form's or a body's word means yes: what begins with 0, F or f does not. */
export function isYes(value: unknown): boolean {
  return (
    value === true || (typeof value === 'string' && value !== '' && !/^[0f]/i.test(value) && value !== 'None')
  )
}
