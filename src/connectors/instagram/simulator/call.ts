import { parametersOf, tokenIn, type Given } from '../../../sandbox/graph-api/given.js'
import { noSuchObject, refuse, replyTo, unknownPath } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { findUser, mayPublish, pagesOf, type Page, type User } from './people.js'
import { checkProof, livingToken, requireScope, type Token } from './tokens.js'
import { usageHeaders } from './usage.js'

export type Flavour = 'instagram' | 'facebook'

/** A call with a token: whose it is, and what was asked. */
export type Call = {
  flavour: Flavour
  token: Token
  given: Given
  request: SimRequest
  world: SimWorld
  /** The `:id` of the path; of `me` the caller's own. */
  id: string
}

/** What a call needs beside a token, by what each login calls it. */
export type Need = 'publish' | 'comments' | 'insights' | 'contents'

const scopes: Record<Flavour, { basic: string; needs: Partial<Record<Need, string>> }> = {
  instagram: {
    basic: 'instagram_business_basic',
    needs: {
      publish: 'instagram_business_content_publish',
      comments: 'instagram_business_manage_comments',
      insights: 'instagram_business_manage_insights',
    },
  },
  facebook: {
    basic: 'instagram_basic',
    needs: {
      publish: 'instagram_content_publish',
      comments: 'instagram_manage_comments',
      insights: 'instagram_manage_insights',
      contents: 'instagram_manage_contents',
    },
  },
}

export const hosts: Record<Flavour, string> = {
  instagram: 'graph.instagram.com',
  facebook: 'graph.facebook.com',
}

type Route = {
  method: SimRoute['method']
  path: string
  operation: SimRoute['operation']
  /** Absent: both. */
  only?: Flavour
  need?: Need
}

/** One call of the API on both hosts, with and without a version; refusals thrown on the way are its answer. */
export function api(
  { method, path, operation, only, need }: Route,
  handle: (call: Call) => SimReply | Promise<SimReply>,
): SimRoute[] {
  const flavours = (['instagram', 'facebook'] as const).filter((each) => only === undefined || each === only)
  return flavours.flatMap((flavour) =>
    open({ method, host: hosts[flavour], path, operation }, async (request, world) => {
      const call = callOf(request, flavour, world)
      if (need !== undefined) requireNeed(call, need)
      const reply = await handle(call)
      return { ...reply, headers: { ...usageHeaders(call), ...reply.headers } }
    }),
  )
}

/** The same for calls that bring no token of a person: at one host, as Graph's addresses go. */
export function open(
  {
    method,
    host,
    path,
    operation,
  }: { method: SimRoute['method']; host: string; path: string; operation: SimRoute['operation'] },
  handle: (request: SimRequest, world: SimWorld) => SimReply | Promise<SimReply>,
): SimRoute[] {
  const answer: SimRoute['handle'] = async (request, world) => {
    try {
      const { version } = request.params
      if (version !== undefined && !/^\d+\.\d+$/.test(version)) throw unknownPath(request.path)
      return await handle(request, world)
    } catch (error) {
      return replyTo(error)
    }
  }
  // A version that is dead is answered by the oldest that lives, and so is none.
  return ['', '/v:version'].flatMap((version) =>
    ['', '/'].map((slash) => ({
      method,
      host,
      path: `${version}${path}${slash}`,
      operation,
      handle: answer,
    })),
  )
}

/** Throws the network's refusal where the token is dead, or of the other host. */
export function callOf(request: SimRequest, flavour: Flavour, world: SimWorld): Call {
  const given = parametersOf(request)
  const token = livingToken(tokenIn(request, given), flavour, world)
  checkProof(token, given.text('appsecret_proof'))
  const named = request.params['id'] ?? ''
  return { flavour, token, given, request, world, id: named === 'me' ? selfOf(token) : named }
}

/** Whom `me` is: an account at Instagram's login; a page with a page's token; else the person, who has no node here. */
function selfOf({ kind, userId, pageId }: Token): string {
  return kind === 'instagram' ? userId : (pageId ?? 'me')
}

export function requireNeed({ flavour, token }: Call, need: Need): void {
  const { basic, needs } = scopes[flavour]
  requireScope(token, basic)
  const more = needs[need]
  if (more !== undefined) requireScope(token, more)
}

/** The account that the path names, if the token reaches it. */
export function accountOf(call: Call): User {
  const { id, request, world } = call
  const user = findUser(id, world)
  if (user === undefined || !reaches(call, id)) return noSuchObject(request.method, id)
  requireScope(call.token, scopes[call.flavour].basic)
  return user
}

/** An account is its own, or that of a page which the token is of or whose person it is of. */
export function reaches({ token, world }: Pick<Call, 'token' | 'world'>, userId: string): boolean {
  return token.kind === 'instagram' ? token.userId === userId : pageFor(token, userId, world) !== undefined
}

function pageFor({ userId: owner, pageId }: Token, userId: string, world: SimWorld): Page | undefined {
  return pagesOf(owner, world).find(
    ({ id, instagramId }) => instagramId === userId && (pageId === null || id === pageId),
  )
}

/** For publishing and what comes with it: a personal account has no API, a restricted one may not, and a page asks for a task. */
export function mayAct({ token, world }: Call, user: User): void {
  if (user.accountType === 'PERSONAL')
    refuse(10, '(#10) The user is not an Instagram Business', { status: 403 })
  const page = token.kind === 'instagram' ? undefined : pageFor(token, user.id, world)
  if (page !== undefined && !mayPublish(page))
    refuse(200, '(#200) The user lacks the task on the page that is needed for this action', { status: 403 })
  if (user.isRestricted)
    refuse(25, 'The Instagram account is restricted.', {
      subcode: 2_207_050,
      title: 'Account is restricted',
      userMessage: 'The Instagram account is restricted.',
    })
}
