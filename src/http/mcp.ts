import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { Refusal, type Api } from '../mcp/api.js'
import { answerAgent } from '../mcp/server.js'
import { authenticate } from './authenticate.js'
import type { Parts } from './parts.js'
import { countByParts } from './rate-limit.js'

export const mcpPath = '/mcp'

/** MCP over streamable HTTP, for agents: every tool is calls of the API with the agent's key. */
export function mountMcp(server: FastifyInstance, parts: Parts): void {
  server.post(mcpPath, async (request, reply) => {
    refuseOtherPages(parts, request)
    // By the key in the header alone: what a browser sends by itself opens nothing here.
    if (request.headers.authorization === undefined)
      throw new ApiError('UNAUTHORIZED', 'An agent sends Authorization: Bearer vb_live_…')
    await authenticate(parts, request)
    if (request.body === undefined || Array.isArray(request.body))
      throw new ApiError('BAD_REQUEST', 'Send one JSON-RPC message as the body.')
    const asked = new Request(`http://localhost${mcpPath}`, {
      method: 'POST',
      headers: Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    })
    const answer = await answerAgent(apiOf(request, reply), asked, request.body)
    return reply
      .code(answer.status)
      .headers(Object.fromEntries(answer.headers))
      .send(Buffer.from(await answer.arrayBuffer()))
  })
  server.route({
    method: ['GET', 'DELETE'],
    url: mcpPath,
    handler: () => {
      throw new ApiError('METHOD_NOT_ALLOWED', 'Agents POST here; there are no sessions and no streams.', {
        allowed: ['POST'],
      })
    },
  })
}

/** A page of another site may have made its name lead here: browsers say whose page it is. */
function refuseOtherPages({ config }: Parts, request: FastifyRequest): void {
  const { origin } = request.headers
  if (origin === undefined) return
  const host = URL.canParse(origin) ? new URL(origin).hostname : null
  const isOurs = origin === new URL(config.publicUrl).origin
  if (!isOurs && !['localhost', '127.0.0.1', '[::1]'].includes(host ?? ''))
    throw new ApiError('FORBIDDEN', 'Pages of other sites may not use the tools of this server.')
}

/** Sends each call through the server as if it had come alone, as a batch does. */
function apiOf(request: FastifyRequest, { server }: FastifyReply): Api {
  let count = 0
  const own = request.headers['idempotency-key']
  return async (method, url, body) => {
    if (count === 0) countByParts(request)
    count += 1
    const answer = await server.inject({
      method,
      url,
      remoteAddress: request.ip,
      headers: {
        host: request.headers.host ?? 'localhost',
        authorization: request.headers.authorization ?? '',
        'content-type': 'application/json',
        'x-request-id': `${request.id}.${String(count)}`,
        ...(typeof own === 'string' ? { 'idempotency-key': `${own}:${String(count)}` } : {}),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const answered = answer.json<{ error: ConstructorParameters<typeof Refusal>[1] }>()
    if (answer.statusCode < 400) return answered
    const retryAfter = answer.headers['retry-after']
    throw new Refusal(
      answer.statusCode,
      answered.error,
      retryAfter === undefined ? undefined : String(retryAfter),
    )
  }
}
