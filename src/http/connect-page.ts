import type { FastifyInstance } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { answerConnectPage, finishConnect } from '../accounts/connect.js'
import { presentUrl } from '../connectors/present-url.js'
import type { Connector } from '../connectors/connector.js'
import { html, page, type Html } from '../kit/html.js'
import type { Parts } from './parts.js'

/** Our own pages in the connect flow: what a network without a consent page has to be asked, and the end of it. */
export function mountConnectPages(server: FastifyInstance, parts: Parts): void {
  server.register((pages, _options, done) => {
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 65_536 },
      (_request, body, parsed) => {
        parsed(null, Object.fromEntries(new URLSearchParams(body as string)))
      },
    )

    pages.get<{ Params: { platform: string }; Querystring: Record<string, string> }>(
      '/connect/:platform',
      async (request, reply) => {
        const connector = connectorOf(parts, request.params.platform)
        const { state = '', auto, auto_user: autoUser } = request.query
        if (parts.config.mode === 'sandbox' && (auto === '1' || autoUser !== undefined)) {
          const answers = await parts.sandboxAnswers(connector.slug, autoUser ?? null)
          const next = new URL(
            presentUrl(
              parts.accounts,
              connector.slug,
              await answerConnectPage(parts.accounts, connector.slug, state, answers),
            ),
          )
          if (connector.auth.authorize !== undefined)
            for (const [name, value] of Object.entries({ auto, auto_user: autoUser }))
              if (value !== undefined) next.searchParams.set(name, value)
          return reply.redirect(next.href, 302)
        }
        return sendPage(reply, form(connector, state, null))
      },
    )

    pages.post<{ Params: { platform: string }; Body: Record<string, string> | undefined }>(
      '/connect/:platform',
      async (request, reply) => {
        const connector = connectorOf(parts, request.params.platform)
        const { state = '', ...answers } = request.body ?? {}
        try {
          const next = await answerConnectPage(parts.accounts, connector.slug, state, answers)
          return await reply.redirect(presentUrl(parts.accounts, connector.slug, next), 303)
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          return sendPage(reply.code(400), form(connector, state, error.message))
        }
      },
    )

    pages.get<{ Params: { platform: string }; Querystring: Record<string, string> }>(
      '/connect/:platform/done',
      async (request, reply) => {
        const connector = connectorOf(parts, request.params.platform)
        const { state = '', code = '' } = request.query
        try {
          const { account } = await finishConnect(parts.accounts, {
            workspaceId: null,
            platform: connector.slug,
            code,
            state,
          })
          const who = account.display_name ?? account.username ?? account.remote_id
          return sendPage(
            reply,
            page(
              'Connected',
              html`<h1>${who} is connected</h1>
                <p>You can close this page.</p>`,
            ),
          )
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          return sendPage(
            reply.code(400),
            page(
              'Not connected',
              html`<h1>That did not work</h1>
                <p>${error.message}</p>
                <p>Start again where you came from.</p>`,
            ),
          )
        }
      },
    )
    done()
  })
}

function connectorOf(parts: Parts, platform: string): Connector {
  const connector = parts.connectors.resolve(platform)
  if (connector === undefined) throw new ApiError('NOT_FOUND', `${platform} is no platform of this server.`)
  return connector
}

function form(connector: Connector, state: string, problem: string | null): Html {
  const fields = (connector.auth.fields ?? []).map(
    (field) =>
      html`<label
        >${field.label}
        <input
          name="${field.name}"
          type="${field.secret === true ? 'password' : 'text'}"
          placeholder="${field.placeholder ?? ''}"
          value="${field.default ?? ''}"
          autocomplete="off"
          ${field.required ? html`required` : html``}
        />
        ${field.help === undefined ? html`` : html`<small>${field.help}</small>`}</label
      >`,
  )
  return page(
    `Connect ${connector.name}`,
    html`<h1>Connect ${connector.name}</h1>
      ${problem === null ? html`` : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post">
        <input type="hidden" name="state" value="${state}" />${fields}<button>Connect</button>
      </form>`,
  )
}

function sendPage(reply: import('fastify').FastifyReply, body: Html): import('fastify').FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    )
    .header('Referrer-Policy', 'no-referrer')
    .header('Cache-Control', 'no-store')
    .send(body.text)
}
