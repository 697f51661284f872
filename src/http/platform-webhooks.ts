import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import type { Notice, Webhook } from '../connectors/connector.js'
import { parseJson } from '../kit/parse-json.js'
import type { Parts } from './parts.js'

type Asked = { Params: { platform: string }; Querystring: Record<string, unknown> }

/** Bytes of one call: networks gather what they have to tell. */
const largestCall = 4_194_304

/** Keeps what was told before it is acknowledged: what is not answered with 200 is told again. */
type Hear = (platform: string, notices: readonly Notice[]) => Promise<void>

/**
 * The networks' own door. No API key: who asks whether the address is ours knows the verify token, and what is told
 * is signed with the app's secret; nothing of a call that is not is looked at.
 */
export function mountPlatformWebhooks(server: FastifyInstance, parts: Parts, hear: Hear): void {
  server.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers()
    // The signature is over the bytes as they came.
    routes.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: largestCall },
      (_request, bytes, parsed) => {
        parsed(null, bytes)
      },
    )
    routes.get<Asked>('/webhooks/platforms/:platform', (request, reply) => {
      const { webhook, app } = webhookOf(parts, request.params.platform)
      return confirm(webhook.verifyToken(app), request.query, reply)
    })
    routes.post<Asked>('/webhooks/platforms/:platform', async (request, reply) => {
      const { slug, webhook, app } = webhookOf(parts, request.params.platform)
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      checkSignature(webhook.secret(app), bytes, request)
      const body = parseJson(bytes.toString('utf8'))
      if (body === undefined) throw new ApiError('BAD_REQUEST', 'The body is not valid JSON.')
      const notices = webhook.read(body)
      await hear(slug, notices)
      return reply.send({ received: notices.length })
    })
    done()
  })
}

function webhookOf(
  { connectors, appOf }: Parts,
  platform: string,
): { slug: string; webhook: Webhook; app: Readonly<Record<string, string>> } {
  const connector = connectors.resolve(platform)
  if (connector?.webhook === undefined)
    throw new ApiError('NOT_FOUND', 'No network of this name tells anything here.')
  return { slug: connector.slug, webhook: connector.webhook, app: appOf(connector) }
}

function confirm(token: string, query: Record<string, unknown>, reply: FastifyReply): FastifyReply {
  const given = query['hub.verify_token']
  const challenge = query['hub.challenge']
  const isOurs = token !== '' && typeof given === 'string' && isSame(given, token)
  if (!isOurs || query['hub.mode'] !== 'subscribe' || typeof challenge !== 'string')
    throw new ApiError('FORBIDDEN', 'The verify token is another one.')
  return reply.type('text/plain; charset=utf-8').send(challenge)
}

function checkSignature(secret: string, bytes: Buffer, { headers }: FastifyRequest): void {
  const given = headers['x-hub-signature-256']
  if (typeof given !== 'string' || given === '')
    throw new ApiError('UNAUTHORIZED', 'X-Hub-Signature-256 is missing.')
  const expected = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`
  if (secret === '' || !isSame(given, expected))
    throw new ApiError('FORBIDDEN', 'The signature is not that of the app’s secret over this body.')
}

/** Takes as long whatever they have in common. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
