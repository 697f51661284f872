import type { FastifyReply } from 'fastify'
import { html, page, type Html } from '../kit/html.js'
import { version } from '../version.js'
import { firstPost } from './first-post.js'
import type { Parts } from './parts.js'
import { sendPage } from './send-page.js'

/** For a person who opened an address that is none. */
export function sendNotFoundPage(reply: FastifyReply): FastifyReply {
  const body = html`<h1>There is nothing here</h1>
    <p>The address may be mistyped, or what was here is gone.</p>
    <p><a href="/">Start</a> · <a href="/docs">API reference</a></p>`
  return sendPage(reply.code(404), page('Not found', body))
}

/** For who begins with the API: where everything is, and a first post to paste. */
export function welcomePage(parts: Pick<Parts, 'config' | 'connectors'>): Html {
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
