import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { endpoints } from '../../contract/index.js'
import { ApiError } from '../../contract/errors.js'
import { newId } from '../kit/ids.js'
import { holderOf } from './authenticate.js'
import { errorReply } from './error-reply.js'
import type { Parts } from './parts.js'
import { RateLimit } from './rate-limit.js'
import type { Route } from './serve.js'

/** Bytes of a JSON body. */
const largestBody = 1_048_576
const requestIdFormat = /^[A-Za-z0-9_.:-]{1,128}$/

/** The HTTP server without its port: every route of the contract, and what every answer owes. */
export function createServer(
  parts: Parts,
  routes: readonly Route[],
  mount: (server: FastifyInstance) => void = () => undefined,
): FastifyInstance {
  const server = Fastify({
    loggerInstance: parts.log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: largestBody,
    requestTimeout: 120_000,
    keepAliveTimeout: 72_000,
    trustProxy: parts.config.trustProxy,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    genReqId: (request) => {
      const sent = request.headers['x-request-id']
      return typeof sent === 'string' && requestIdFormat.test(sent) ? sent : newId('req')
    },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  })
  acceptBodies(server)
  const limit = new RateLimit(parts.config.rateLimit)
  server.setErrorHandler(errorReply)
  server.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id)
    reply.header('X-Content-Type-Options', 'nosniff')
    if (!isApiPath(request.url)) return
    reply.header('Cache-Control', 'no-store')
    limit.take(request, reply, await holderOf(parts, request))
  })
  server.addHook('onResponse', (request, reply, done) => {
    const labels = {
      route: request.routeOptions.url ?? 'unknown',
      method: request.method,
      status: String(reply.statusCode),
    }
    parts.metrics.requests.observe(labels, reply.elapsedTime / 1_000)
    const facts = {
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    request.log.debug(facts, 'request')
    done()
  })

  const served = new Map(routes.map((route) => [route.endpoint.name, route]))
  for (const endpoint of endpoints) {
    const route = served.get(endpoint.name)
    if (route === undefined) throw new Error(`The endpoint ${endpoint.name} has no route`)
    server.route({
      method: endpoint.method,
      url: endpoint.path,
      handler: (request, reply) => route.handle(parts, request, reply),
    })
  }
  mount(server)
  server.setNotFoundHandler((request, reply) =>
    errorReply(unknownPath(server, request.method, request.url), request, reply),
  )
  return server
}

function isApiPath(url: string): boolean {
  return url.startsWith('/v1/') || url === '/v1'
}

/** Clients send `Content-Type: application/json` on everything: an empty body is no body. */
function acceptBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  const parse = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json(?:;|$)/i,
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') {
        done(null, undefined)
        return
      }
      parse(request, body as string, (error, value) => {
        if (error === null) done(null, value)
        else done(new ApiError('BAD_REQUEST', `The body is not valid JSON: ${error.message}`), undefined)
      })
    },
  )
  // A body without bytes has no type worth refusing, whatever the header says.
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') done(null, undefined)
    else
      done(
        new ApiError('UNSUPPORTED_MEDIA_TYPE', 'Send JSON with Content-Type: application/json.'),
        undefined,
      )
  })
}

function unknownPath(server: FastifyInstance, method: string, url: string): ApiError {
  const path = url.split('?', 1)[0] ?? url
  const allowed = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).filter(
    (other) => other !== method && server.findRoute({ method: other, url: path }) !== null,
  )
  if (allowed.length > 0)
    return new ApiError('METHOD_NOT_ALLOWED', `${method} is not offered here; ${allowed.join(', ')} is.`, {
      allowed,
    })
  return new ApiError('NOT_FOUND', `There is no ${method} ${path.slice(0, 200)}. The reference is at /docs.`)
}
