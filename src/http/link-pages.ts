import type { FastifyInstance } from 'fastify'
import * as members from '../../contract/members.js'
import * as signIn from '../../contract/sign-in.js'
import { ApiError, errorCodes } from '../../contract/errors.js'
import { html, page, type Html } from '../kit/html.js'
import { resetPassword } from '../sign-in/reset-password.js'
import { acceptInvitation } from '../workspaces/members.js'
import { sendDashboard } from './dashboard-pages.js'
import { parsePart } from './parse.js'
import type { Parts } from './parts.js'
import { sendPage } from './send-page.js'

type Answer = { token: string; password: string }
type Asked = { Querystring: { token?: string } }
type Chosen = { Body: Record<string, string> | undefined }

/** Where the links of invitations and for new passwords lead: a page that asks for a password. Who has the link may answer. */
export function mountLinkPages(server: FastifyInstance, parts: Parts): void {
  const pages = [
    {
      path: '/invitation',
      title: 'Welcome to VoxBurst',
      choose: (body: unknown) =>
        acceptInvitation(parts, parsePart(members.acceptInvitation.body, body, 'body') as Answer),
    },
    {
      path: '/reset-password',
      title: 'Choose a new password',
      choose: (body: unknown) =>
        resetPassword(parts, parsePart(signIn.resetPassword.body, body, 'body') as Answer),
    },
  ]
  server.register((routes, _options, done) => {
    routes.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 8_192 },
      (_request, body, parsed) => {
        parsed(null, Object.fromEntries(new URLSearchParams(body as string)))
      },
    )
    for (const { path, title, choose } of pages) {
      routes.get<Asked>(path, (request, reply) =>
        // The address has the token: no Referer tells of it.
        sendDashboard(parts, request, reply.header('Referrer-Policy', 'no-referrer'), () =>
          sendPage(reply, form(title, String(request.query.token ?? ''), null)),
        ),
      )
      routes.post<Chosen>(path, async (request, reply) => {
        try {
          const { email } = await choose(request.body ?? {})
          const body = html`<h1>Your password is set</h1>
            <p>Sign in as ${email} from now on.</p>
            <p><a href="/">Go to VoxBurst</a></p>`
          return await sendPage(reply, page('Your password is set', body))
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          const again = form(title, request.body?.['token'] ?? '', error.message)
          return sendPage(reply.code(errorCodes[error.code].status), again)
        }
      })
    }
    done()
  })
}

function form(title: string, token: string, problem: string | null): Html {
  return page(
    title,
    html`<h1>${title}</h1>
      ${problem === null ? [] : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post">
        <input type="hidden" name="token" value="${token}" />
        <label
          >Password
          <input
            name="password"
            type="password"
            minlength="8"
            maxlength="200"
            autocomplete="new-password"
            required
            autofocus
          />
          <small>Eight characters or more</small></label
        >
        <button>Set password</button>
      </form>`,
  )
}
