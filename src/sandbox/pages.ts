import { html, page } from '../kit/html.js'
import type { ConsentPage, SimPost, SimReply, SimRequest } from './simulator.js'

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}

/** Asks the made-up user for consent; `auto=1` (a new user) and `auto_user=NAME` answer at once. */
export function consentPage(request: SimRequest, consent: ConsentPage): SimReply {
  const autoUser = request.query.get('auto_user')
  const answer = request.query.get('_answer')
  if (request.query.get('auto') === '1' || autoUser !== null) return redirect(consent.approve(autoUser))
  if (answer === 'deny') return redirect(consent.deny())
  if (answer === 'allow') {
    const name = request.query.get('_user')?.trim() ?? ''
    return redirect(consent.approve(name === '' ? null : name))
  }
  const kept = [...request.query.entries()].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
  const scopes = consent.scopes.map((scope) => html`<li><code>${scope}</code></li>`)
  const body = html`<p class="soft">${consent.network} · sandbox</p>
    <h1>Allow ${consent.appName} to use your account?</h1>
    <p>It will be able to:</p>
    <ul>
      ${scopes}
    </ul>
    <form method="get">
      ${kept}
      <label
        >Sign in as<input name="_user" placeholder="a new made-up user" autocomplete="off" /><small
          >One name is one user of this network.</small
        ></label
      >
      <button name="_answer" value="allow">Allow</button
      ><button class="plain" name="_answer" value="deny">Cancel</button>
    </form>`
  // The browser goes on to another origin after this form: form-action has to let redirects through.
  return {
    status: 200,
    headers: {
      ...pageHeaders,
      'content-security-policy': pageHeaders['content-security-policy'].replace("form-action 'self'; ", ''),
    },
    body: page('Allow access', body).text,
  }
}

function redirect(to: string): SimReply {
  return { status: 302, headers: { location: to } }
}

/** How a list names a post, which may be its pictures alone. */
export function nameOf({ text, media }: SimPost): string {
  const words = text.trim().replace(/\s+/g, ' ').slice(0, 120)
  return words === '' ? `(${media.map(({ kind }) => kind).join(', ')})` : words
}
