import type { FastifyInstance, FastifyReply } from 'fastify'
import { html, page, type Html } from '../kit/html.js'
import { countDueRows } from '../store/claims.js'
import { firstPost } from './first-post.js'
import { countDueLanes } from '../store/lanes.js'
import { countSwitchedOff } from '../store/webhooks.js'
import { version } from '../version.js'
import type { Parts } from './parts.js'

const checkWithinMs = 3_000

/** What operators and people open: readiness, metrics, the first page. */
export function mountSystemPages(server: FastifyInstance, parts: Parts, isWeb: boolean): void {
  server.get('/health/ready', async (_request, reply) => {
    const checks = {
      database: await works(() => parts.db.query({ text: 'select 1' })),
      storage: await works(() => parts.storage.check()),
      ...(parts.config.services.has('worker') ? { worker: await works(() => workerLives(parts)) } : {}),
    }
    const isReady = Object.values(checks).every((check) => check === 'ok')
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', checks })
  })

  server.get('/metrics', async (_request, reply) => {
    await gauge(parts).catch((error: unknown) =>
      parts.log.warn({ reason: String(error) }, 'The database gave no figures for /metrics'),
    )
    return reply.type(parts.metrics.registry.contentType).send(await parts.metrics.registry.metrics())
  })

  if (!isWeb) return
  server.get('/', (_request, reply) => sendPage(reply, firstPage(parts)))
  const { sandboxUrl } = parts.config
  // The networks' pages are where the networks are.
  if (sandboxUrl !== null)
    server.get('/sandbox', (_request, reply) => reply.redirect(`${sandboxUrl}/sandbox`, 302))
}

/** For a person who opened an address that is none. */
export function sendNotFoundPage(reply: FastifyReply): FastifyReply {
  const body = html`<h1>There is nothing here</h1>
    <p>The address may be mistyped, or what was here is gone.</p>
    <p><a href="/">Start</a> · <a href="/docs">API reference</a></p>`
  return sendPage(reply.code(404), page('Not found', body))
}

/** Sets what is only known when it is asked for. Figures of the database are missing while it does not answer. */
async function gauge({ db, metrics, config, workerInHand }: Parts): Promise<void> {
  metrics.inHand.set(workerInHand?.() ?? 0)
  metrics.databaseConnections.set({ state: 'open' }, db.pool.totalCount)
  metrics.databaseConnections.set({ state: 'idle' }, db.pool.idleCount)
  metrics.databaseConnections.set({ state: 'waited for' }, db.pool.waitingCount)
  const ofDatabase = [metrics.dueLanes, metrics.dueRows, metrics.oldestDue, metrics.webhooksOff]
  for (const each of ofDatabase) each.reset()
  metrics.dueLanes.set(await countDueLanes(db, config.mode))
  for (const { table, due, oldest_s: oldest } of await countDueRows(db, config.mode)) {
    metrics.dueRows.set({ table }, due)
    metrics.oldestDue.set({ table }, oldest)
  }
  metrics.webhooksOff.set(await countSwitchedOff(db))
}

async function works(check: () => Promise<unknown>): Promise<'ok' | string> {
  const late = new Promise<string>((resolve) =>
    setTimeout(() => resolve(`no answer within ${String(checkWithinMs / 1_000)} s`), checkWithinMs).unref(),
  )
  return Promise.race([
    check().then(
      () => 'ok',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    ),
    late,
  ])
}

async function workerLives(parts: Parts): Promise<void> {
  if (parts.workerIsUp?.() === false) throw new Error('The worker has no database session')
  await Promise.resolve()
}

function firstPage(parts: Parts): Html {
  const base = parts.config.publicUrl
  const isSandbox = parts.config.mode === 'sandbox'
  const sandbox = `${parts.config.sandboxUrl ?? base}/sandbox`
  const platform = parts.connectors.all[0]?.slug
  const curl = platform === undefined ? null : firstPost(base, 'vb_live_…', platform).join('\n')
  return page(
    'Welcome',
    html`<p class="soft">
        VoxBurst ${version} · ${isSandbox ? 'sandbox: nothing leaves this machine' : 'live'}
      </p>
      <h1>Your publishing server runs</h1>
      <p>It publishes to social networks on time, exactly once, through one API.</p>
      <table>
        <tbody>
          <tr>
            <th>API</th>
            <td><code>${base}/v1</code></td>
          </tr>
          <tr>
            <th>Reference</th>
            <td><a href="/docs">${base}/docs</a></td>
          </tr>
          ${
            isSandbox
              ? html`<tr>
                  <th>Sandbox</th>
                  <td><a href="${sandbox}">${sandbox}</a> – what the public would see</td>
                </tr>`
              : html``
          }
          <tr>
            <th>Health</th>
            <td><a href="/health/ready">/health/ready</a> · <a href="/metrics">/metrics</a></td>
          </tr>
        </tbody>
      </table>
      <h2>Your API key</h2>
      <p>
        Printed at the first start, and kept in <code>first-run.txt</code> in the data folder. Lost it?
        <code>npm run create-key</code> makes another.
      </p>
      ${
        isSandbox && curl !== null
          ? html`<h2>A first post</h2>
              <pre><code>${curl}</code></pre>
              <p class="soft">Then open the <a href="${sandbox}">sandbox</a> and look at it.</p>`
          : html``
      }
      <p class="soft">Ctrl-C in its terminal stops the server and finishes what runs.</p>`,
    true,
  )
}

function sendPage(reply: FastifyReply, body: Html): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
    )
    .header('Referrer-Policy', 'no-referrer')
    .send(body.text)
}
