import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Html } from '../kit/html.js'

/** The page's own style and nothing else: no script, no picture from elsewhere, no frame. */
export function sendPage(reply: FastifyReply, body: Html): FastifyReply {
  const styles = [...body.text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style]) => {
    const hash = createHash('sha256')
      .update(style ?? '')
      .digest('base64')
    return `'sha256-${hash}'`
  })
  // form-action also holds for where the answer redirects to: the network, or the caller's address.
  const policy = [
    "default-src 'none'",
    `style-src ${styles.join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self' https: http:",
  ]
  return reply
    .type('text/html; charset=utf-8')
    .header('Content-Security-Policy', policy.join('; '))
    .header('Referrer-Policy', 'no-referrer')
    .header('Cache-Control', 'no-store')
    .send(body.text)
}
