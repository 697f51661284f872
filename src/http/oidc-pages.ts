import type { FastifyInstance, FastifyReply } from 'fastify'
import { ApiError, errorCodes } from '../../contract/errors.js'
import { html, page } from '../kit/html.js'
import { beginOidc, finishOidc, flowSeconds, type OidcDeps } from '../sign-in/oidc.js'
import type { Parts } from './parts.js'
import { sendPage } from './send-page.js'
import { readCookie, setCookie, setSessionCookie } from './session-cookie.js'
import { clientOf } from './sign-in.js'

export const oidcPath = '/auth/oidc'
const flowCookie = 'vb_sign_in'

type Asked = { Querystring: { returnTo?: string } }

/** The way of a browser through an identity provider: there, back, and in. Absent where none is set. */
export function mountOidcPages(server: FastifyInstance, { config, db, seal, log }: Parts): void {
  const { oidc, publicUrl } = config
  if (oidc === null) return
  const deps: OidcDeps = {
    db,
    seal,
    oidc,
    redirectUri: `${publicUrl}${oidcPath}/callback`,
    log: (message, facts) => log.warn(facts, message),
  }
  const keepFlow = (reply: FastifyReply, value: string, seconds: number): void =>
    setCookie(reply, config, { name: flowCookie, value, seconds })

  server.register((pages, _options, done) => {
    pages.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof ApiError)) throw error
      if (error.retryAfter !== undefined) reply.header('Retry-After', String(error.retryAfter))
      const body = html`<h1>You are not signed in</h1>
        <p>${error.message}</p>
        <p><a href="${oidcPath}">Try again</a></p>`
      return sendPage(reply.code(errorCodes[error.code].status), page('Not signed in', body))
    })

    pages.get<Asked>(oidcPath, async (request, reply) => {
      const { url, flow } = await beginOidc(deps, ownPath(request.query.returnTo, publicUrl))
      keepFlow(reply, flow, flowSeconds)
      return reply.header('Cache-Control', 'no-store').redirect(url, 302)
    })

    pages.get(`${oidcPath}/callback`, async (request, reply) => {
      const sealed = readCookie(request, config, flowCookie)
      keepFlow(reply, '', 0)
      const query = request.url.split('?')[1] ?? ''
      const { token, returnTo } = await finishOidc(deps, sealed, query, clientOf(request))
      setSessionCookie(reply, config, token)
      return reply.header('Cache-Control', 'no-store').redirect(`${publicUrl}${returnTo}`, 303)
    })
    done()
  })
}

/** A path of this server; anything else becomes its first page, so that nobody is sent on to where a stranger wants. */
function ownPath(asked: unknown, publicUrl: string): string {
  if (typeof asked !== 'string' || !asked.startsWith('/') || asked.length > 500) return '/'
  const base = new URL(publicUrl)
  if (!URL.canParse(asked, publicUrl)) return '/'
  const { origin, pathname, search, hash } = new URL(asked, publicUrl)
  // A path that begins with two slashes would name a host.
  return origin === base.origin && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/'
}
