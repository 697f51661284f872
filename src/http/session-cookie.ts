import type { FastifyReply, FastifyRequest } from 'fastify'
import { sessionLife } from '../store/sessions.js'

type Where = { publicUrl: string }
const daySeconds = 24 * 3_600

/** `__Host-` keeps other hosts of the domain from setting it; browsers take it over https alone. */
export function cookieName(name: string, { publicUrl }: Where): string {
  return publicUrl.startsWith('https:') ? `__Host-${name}` : name
}

/** Writes a cookie that scripts cannot read and other sites do not send along with what changes something. */
export function setCookie(
  reply: FastifyReply,
  where: Where,
  cookie: { name: string; value: string; seconds: number },
): void {
  const secure = where.publicUrl.startsWith('https:') ? '; Secure' : ''
  reply.header(
    'Set-Cookie',
    `${cookieName(cookie.name, where)}=${cookie.value}; Path=/; Max-Age=${String(cookie.seconds)}; HttpOnly; SameSite=Lax${secure}`,
  )
}

export function readCookie(request: FastifyRequest, where: Where, name: string): string | null {
  const wanted = cookieName(name, where)
  for (const each of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = each.split('=')
    if (key?.trim() === wanted) return value.join('=').trim()
  }
  return null
}

const session = 'vb_session'

/** The cookie outlives what of the session only the database knows: its end moves with each use. */
export function setSessionCookie(reply: FastifyReply, where: Where, token: string): void {
  setCookie(reply, where, { name: session, value: token, seconds: sessionLife.mostDays * daySeconds })
}

export function dropSessionCookie(reply: FastifyReply, where: Where): void {
  setCookie(reply, where, { name: session, value: '', seconds: 0 })
}

export function readSessionCookie(request: FastifyRequest, where: Where): string | null {
  return readCookie(request, where, session)
}

/**
 * Whether a request came from a page of ours, by what browsers say and scripts cannot: `Sec-Fetch-Site`, or `Origin`
 * where the former is not sent (plain http beside localhost). Without either nobody knows.
 */
export function isFromOurPages({ headers }: FastifyRequest, { publicUrl }: Where): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin } = headers
  if (origin === undefined || !URL.canParse(origin)) return false
  return origin === new URL(publicUrl).origin || new URL(origin).host === headers.host
}

/** Whether a request can change something: a cookie alone, which browsers send by themselves, does not do for it. */
export function mayChange({ method, headers }: FastifyRequest): boolean {
  return !['GET', 'HEAD'].includes(method) || headers.upgrade !== undefined
}
