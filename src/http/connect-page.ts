import type { FastifyInstance } from 'fastify'
import { ApiError, errorCodes } from '../../contract/errors.js'
import { answerConnectPage, finishConnect, openConnectPage, type Connection } from '../accounts/connect.js'
import type { Connector, Field } from '../connectors/connector.js'
import { presentUrl } from '../connectors/present-url.js'
import { html, page, type Html } from '../kit/html.js'
import { holderOf } from './authenticate.js'
import type { Parts } from './parts.js'
import { sendPage } from './send-page.js'

type Asked = { Params: { platform: string }; Querystring: Record<string, string | undefined> }
type Answered = { Params: { platform: string }; Body: Record<string, string> | undefined }

/**
 * Our own pages in the connect flow: what a network without a consent page has to be asked, and the end of it.
 * Whoever has the state may answer, once, for ten minutes. A cookie says only where to end: who is signed in goes back
 * to the dashboard's accounts.
 */
export function mountConnectPages(server: FastifyInstance, parts: Parts): void {
  server.register((pages, _options, done) => {
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 65_536 },
      (_request, body, parsed) => {
        parsed(null, Object.fromEntries(new URLSearchParams(body as string)))
      },
    )
    pages.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof ApiError)) throw error
      if (error.retryAfter !== undefined) reply.header('Retry-After', String(error.retryAfter))
      return sendPage(reply.code(errorCodes[error.code].status), failure(forPeople(error)))
    })

    pages.get<Asked>('/connect/:platform', async (request, reply) => {
      const { state = '', auto, auto_user: autoUser } = request.query
      const connector = await openConnectPage(parts.accounts, request.params.platform, state)
      const isAuto = parts.config.mode === 'sandbox' && (auto === '1' || autoUser !== undefined)
      if (!isAuto) return sendPage(reply, form(connector, state, {}, null))
      const user = await parts.sandboxUser(connector.slug, autoUser ?? null)
      // The network's page, where there is one, is answered by the same person.
      const next = await goOn(parts, connector, state, user?.answers ?? {}, {
        auto,
        auto_user: user?.username,
      })
      return reply.redirect(next, 302)
    })

    pages.post<Answered>('/connect/:platform', async (request, reply) => {
      const { state = '', ...answers } = request.body ?? {}
      const connector = await openConnectPage(parts.accounts, request.params.platform, state)
      try {
        return await reply.redirect(await goOn(parts, connector, state, answers, {}), 303)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return sendPage(reply.code(errorCodes[error.code].status), form(connector, state, answers, error))
      }
    })

    pages.get<Asked>('/connect/:platform/done', async (request, reply) => {
      const person = await holderOf(parts, request)
      try {
        const made = await finishHere(parts, request.params.platform, request.query)
        if (person?.workspaceId !== made.account.workspace_id)
          return await sendPage(reply, connected(parts, made))
        const { account, warning } = made
        return await reply.redirect(accountsPage({ connected: account.id, warning }), 302)
      } catch (error) {
        if (person === null || !(error instanceof ApiError)) throw error
        return reply.redirect(accountsPage({ error: forPeople(error) }), 302)
      }
    })
    done()
  })
}

async function finishHere(parts: Parts, platform: string, query: Asked['Querystring']): Promise<Connection> {
  const { state = '', code = '', error } = query
  if (error !== undefined || code === '')
    throw new ApiError('INVALID_PARAM', 'The network says that access was not given.')
  return finishConnect(parts.accounts, { workspaceId: null, platform, code, state })
}

/** The dashboard's page of accounts, which says what came of it. */
function accountsPage(told: Record<string, string | undefined>): string {
  const given = Object.entries(told).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `/accounts?${new URLSearchParams(given).toString()}`
}

function connected(parts: Parts, { account, warning }: Connection): Html {
  const who = account.display_name ?? account.username ?? account.remote_id
  const network = parts.connectors.get(account.platform).name
  return page(
    'Connected',
    html`<h1>${who} is connected</h1>
      <p>Posts to ${network} can go out from this account now. You can close this page.</p>
      ${warning === undefined ? [] : html`<p class="soft">${warning}</p>`}
      <p><a href="/">Go to VoxBurst</a></p>`,
  )
}

/** The network's page, as it can be opened here, or back to where the person came from. */
async function goOn(
  parts: Parts,
  connector: Connector,
  state: string,
  answers: Record<string, string>,
  query: Record<string, string | undefined>,
): Promise<string> {
  const next = await answerConnectPage(parts.accounts, connector.slug, state, answers)
  if (connector.auth.authorize === undefined) return next
  const url = new URL(presentUrl(parts.config, connector.slug, next))
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

/** Secrets are asked again after a mistake; the rest stays as it was typed. */
function form(
  connector: Connector,
  state: string,
  answers: Record<string, string>,
  problem: ApiError | null,
): Html {
  const fields = (connector.auth.fields ?? []).map((field) =>
    input(field, answers[field.name], problem?.details?.['field'] === `credentials.${field.name}`),
  )
  const goesOn = connector.auth.authorize !== undefined
  return page(
    `Connect ${connector.name}`,
    html`<h1>Connect ${connector.name}</h1>
      ${problem === null ? [] : html`<p class="problem" role="alert" id="problem">${problem.message}</p>`}
      <form method="post">
        <input type="hidden" name="state" value="${state}" />${fields}
        <button>${goesOn ? `Go on to ${connector.name}` : 'Connect'}</button>
      </form>
      <p><small>Your answers are used to connect this account, and kept encrypted.</small></p>`,
  )
}

function input(field: Field, typed: string | undefined, isAtFault: boolean): Html {
  const isSecret = field.secret === true
  return html`<label
    >${field.label}
    <input
      name="${field.name}"
      type="${isSecret ? 'password' : 'text'}"
      placeholder="${field.placeholder ?? ''}"
      value="${isSecret ? '' : (typed ?? field.default ?? '')}"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      ${field.required ? html`required` : []}
      ${isAtFault ? html`aria-invalid="true" aria-describedby="problem" autofocus` : []}
    />
    ${field.help === undefined ? [] : html`<small>${field.help}</small>`}</label
  >`
}

/** Who stands on the page has never heard of a state. */
function forPeople({ details, message }: ApiError): string {
  return details?.['field'] === 'state'
    ? 'This page can be used for ten minutes and once. That is over.'
    : message
}

function failure(message: string): Html {
  return page(
    'Not connected',
    html`<h1>That did not work</h1>
      <p>${message}</p>
      <p>Start again where you came from.</p>`,
  )
}
