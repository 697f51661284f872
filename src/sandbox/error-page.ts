import { html, page } from '../kit/html.js'
import { pageHeaders } from './pages.js'
import { outgoing, type Outgoing } from './write-reply.js'

/** For a person who opened an address that the network refuses: its own words, on a page that leads on. */
export function errorPage(network: string, refused: Outgoing): Outgoing {
  const body = html`<p class="soft">${network} · sandbox</p>
    <h1>${refused.status === 404 ? 'There is nothing here' : 'The network refuses'}</h1>
    <p>The simulated network answered ${refused.status}:</p>
    <pre style="white-space: pre-wrap">${refused.content.toString('utf8').slice(0, 2_000)}</pre>
    <p><a href="/sandbox">What was posted</a></p>`
  return outgoing({
    status: refused.status,
    headers: pageHeaders,
    body: page(`${String(refused.status)} on ${network}`, body).text,
  })
}
