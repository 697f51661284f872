import type { SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { badQuery, gatewayFailure, refuse } from './replies.js'
import { parseUrn, type Urn } from './urns.js'
import { signedIn, type Caller } from './tokens.js'
import { isLive } from './versions.js'

/** What every versioned call needs, in the order in which the gateway looks. */
export function enter(request: SimRequest, world: SimWorld): Caller {
  const caller = signedIn(request, world)
  const version = request.headers['linkedin-version']
  if (version === undefined || version === '')
    return refuse(
      gatewayFailure(
        400,
        'VERSION_MISSING',
        'A version must be present. Please specify a version by adding the LinkedIn-Version header.',
      ),
    )
  if (!isLive(version))
    return refuse(
      gatewayFailure(426, 'NONEXISTENT_VERSION', `Requested version ${version.slice(0, 20)}01 is not active`),
    )
  if (request.headers['x-restli-protocol-version'] !== '2.0.0') return refuse(badQuery())
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '')
  if (request.method === 'POST' && !isJson)
    return refuse(gatewayFailure(415, 'UNSUPPORTED_MEDIA_TYPE', 'Unsupported Media Type'))
  return caller
}

/** Reads, edits and removals have to say which method of Rest.li they mean. */
export function needsMethod(request: SimRequest, method: 'FINDER' | 'DELETE' | 'PARTIAL_UPDATE'): void {
  if (request.headers['x-restli-method']?.toUpperCase() !== method)
    refuse(
      gatewayFailure(
        400,
        'ILLEGAL_ARGUMENT',
        'Resource method could not be resolved from request parameters.',
      ),
    )
}

/** The version of a call, for the names of resources in refusals. */
export const versionOf = (request: SimRequest): string => `${request.headers['linkedin-version'] ?? ''}01`

/** The URN in a path, which has to be percent-encoded there. */
export function urnInPath(request: SimRequest): Urn {
  const urn = parseUrn(request.params['urn'] ?? '')
  return urn === undefined || /\/urn:li:/.test(request.path) ? refuse(badQuery()) : urn
}

/** A parameter as it was sent. Protocol 2 reserves `( ) , ' :` for its own lists and objects. */
function rawParameter(request: SimRequest, name: string): string | undefined {
  const query = request.url.split('?', 2)[1] ?? ''
  const pair = query.split('&').find((each) => each.split('=', 1)[0] === name)
  return pair?.slice(name.length + 1)
}

export function textParameter(request: SimRequest, name: string): string | undefined {
  const raw = rawParameter(request, name)
  return raw === undefined ? undefined : plain(raw)
}

function plain(raw: string): string {
  return /[(),':]/.test(raw) ? refuse(badQuery()) : decodeURIComponent(raw.replaceAll('+', ' '))
}

/** `List(a,b)`; undefined where the parameter is absent. */
export function listParameter(request: SimRequest, name: string): string[] | undefined {
  const raw = rawParameter(request, name)
  if (raw === undefined) return undefined
  const inside = /^List\((.*)\)$/.exec(raw)?.[1]
  if (inside === undefined) return refuse(badQuery())
  return inside === '' ? [] : inside.split(',').map(plain)
}

export type Tree = string | { [name: string]: Tree }

/** `(share:urn…)`, `(timeRange:(start:1,end:2),timeGranularityType:DAY)`. */
export function objectParameter(request: SimRequest, name: string): { [name: string]: Tree } | undefined {
  const raw = rawParameter(request, name)
  if (raw === undefined) return undefined
  const { value, rest } = readTree(raw)
  return typeof value === 'string' || rest !== '' ? refuse(badQuery()) : value
}

function readTree(raw: string): { value: Tree; rest: string } {
  if (!raw.startsWith('(')) {
    const [word = ''] = /^[^(),:]*/.exec(raw) ?? []
    return { value: plain(word), rest: raw.slice(word.length) }
  }
  const members: { [name: string]: Tree } = {}
  for (let rest = raw.slice(1); ;) {
    const [whole, name = ''] = /^(\w+):/.exec(rest) ?? []
    if (whole === undefined) return refuse(badQuery())
    const member = readTree(rest.slice(whole.length))
    members[name] = member.value
    if (member.rest.startsWith(')')) return { value: members, rest: member.rest.slice(1) }
    if (!member.rest.startsWith(',')) return refuse(badQuery())
    rest = member.rest.slice(1)
  }
}

/** `start` and `count`, ten where none is asked for. */
export function pageOf<T>(all: readonly T[], request: SimRequest) {
  const start = wholeNumber(textParameter(request, 'start'), 0)
  const count = Math.min(wholeNumber(textParameter(request, 'count'), 10), 100)
  return {
    elements: all.slice(start, start + count),
    paging: { start, count, links: [], total: all.length },
  }
}

function wholeNumber(text: string | undefined, standard: number): number {
  if (text === undefined) return standard
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(badQuery())
}
