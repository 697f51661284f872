import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { newId } from '../kit/ids.js'
import { holderOf } from './authenticate.js'
import { sendDashboard } from './dashboard-pages.js'
import { errorReply } from './error-reply.js'
import { mcpPath } from './mcp.js'
import type { Parts } from './parts.js'
import { RateLimit } from './rate-limit.js'
import { refuseConnection } from './refuse-connection.js'
import type { Route } from './serve.js'
import { mayTakeTime } from './slow-body.js'
import { textBody } from './text-body.js'

/** Bytes of a JSON body. */
const largestBody = 1_048_576
type ConnectionError = Error & { code?: string }
const requestIdFormat = /^[A-Za-z0-9_.:-]{1,128}$/

/** The HTTP server without its port: every route of the contract, and what every answer owes. */
export function createServer(
  parts: Parts,
  routes: readonly Route[],
  mount: (server: FastifyInstance) => void = () => undefined,
): FastifyInstance {
  const limit = new RateLimit(parts.config.rateLimit, parts.config.plans)
  const server = Fastify({
    // What the framework says of itself at level info (a line an address it listens on) is said better at start.
    loggerInstance: withoutChatter(parts.log) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: largestBody,
    requestTimeout: 120_000,
    keepAliveTimeout: 72_000,
    trustProxy: parts.config.trustProxy,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    // While closing, requests on open connections are still answered; the default body is not our envelope.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      reply.header('X-Request-Id', request.id)
      limit.take(request as FastifyRequest, reply as FastifyReply, null)
      return errorReply(error, request as FastifyRequest, reply as FastifyReply)
    },
    clientErrorHandler: refuseUnreadable,
    // Node's own refusal has no body; the first hook refuses instead.
    http: { requireHostHeader: false },
    genReqId: (request) => {
      const sent = request.headers['x-request-id']
      return typeof sent === 'string' && requestIdFormat.test(sent) ? sent : newId('req')
    },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  })
  acceptBodies(server)
  endUnused(server)
  server.setErrorHandler(errorReply)
  server.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id)
    reply.header('X-Content-Type-Options', 'nosniff')
    const isApi = isApiPath(request.url)
    if (isApi) reply.header('Cache-Control', 'no-store')
    const isOurs =
      /^\/(?:connect\/|auth\/|invitation|reset-password)/.test(request.url) || isPath(request.url, mcpPath)
    const isCounted = isApi || isOurs
    const refusal = isCounted ? await counted(parts, limit, request, reply) : null
    if (!isCounted && !isSandboxPath(request.url)) limit.show(request, reply)
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      throw new ApiError('BAD_REQUEST', 'The Host header is missing.')
    if (refusal === null) return
    parts.metrics.rateLimited.inc()
    throw refusal
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

  for (const { endpoint, handle } of routes) {
    server.route({
      method: endpoint.method,
      url: endpoint.path,
      ...(endpoint.largestBody === undefined ? {} : { bodyLimit: endpoint.largestBody }),
      ...(endpoint.textBody === undefined ? {} : { config: { textBody: endpoint.textBody } }),
      handler: (request, reply) => handle(parts, request, reply),
    })
  }
  mount(server)
  const offered = routes.map(({ endpoint }) => ({
    method: endpoint.method,
    path: new RegExp(`^${endpoint.path.replaceAll(/:[A-Za-z]+/g, '[^/]+')}/?$`),
  }))
  server.setNotFoundHandler((request, reply) =>
    isForBrowser(request)
      ? sendDashboard(parts, request, reply)
      : errorReply(unknownPath(offered, request.method, request.url), request, reply),
  )
  return server
}

/** Browsers open connections ahead of need: one that never carried a request would hold up the end for a minute. */
function endUnused(server: FastifyInstance): void {
  const unused = new Set<Socket>()
  const use = ({ socket }: IncomingMessage): boolean => unused.delete(socket)
  server.server
    .on('connection', (socket: Socket) => {
      unused.add(socket)
      socket.once('close', () => unused.delete(socket))
    })
    .on('request', use)
  server.addHook('preClose', (done) => {
    for (const socket of unused) socket.destroy()
    done()
  })
}

function withoutChatter(log: Logger): Logger {
  return log.child({}, { level: log.level === 'info' ? 'warn' : log.level })
}

/** Counts a request for its key, for its address where the key cannot be looked up. */
async function counted(
  parts: Parts,
  limit: RateLimit,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ApiError | null> {
  try {
    return limit.take(request, reply, await holderOf(parts, request))
  } catch (error) {
    limit.take(request, reply, null)
    throw error
  }
}

/** Simulators answer with the headers of their networks, and with no others. */
function isSandboxPath(url: string): boolean {
  return url.startsWith('/sandbox')
}

function isForBrowser({ method, url, headers }: FastifyRequest): boolean {
  return ['GET', 'HEAD'].includes(method) && !isApiPath(url) && headers.accept?.includes('text/html') === true
}

function isPath(url: string, path: string): boolean {
  return url === path || url.startsWith(`${path}?`)
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
    { parseAs: 'buffer' },
    (request, bytes, done) => {
      const body = bytes as Buffer
      if (body.length === 0) {
        done(null, undefined)
        return
      }
      // Read leniently, letters in another encoding would become question marks and be published so.
      if (!isUtf8(body)) {
        done(new ApiError('BAD_REQUEST', 'The body is not valid UTF-8.'), undefined)
        return
      }
      const text = body.toString('utf8')
      void parse(request, text, (error, value) => {
        if (error === null) done(null, value)
        else done(new ApiError('BAD_REQUEST', whyNotRead(text)), undefined)
      })
    },
  )
  // A body without bytes has no type worth refusing, whatever the header says.
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    if (bytes.length === 0) done(null, undefined)
    else
      try {
        done(null, textBody(request, bytes))
      } catch (error) {
        done(error as Error, undefined)
      }
  })
}

/** The place that the parser names, not what stands there: it may be a secret. */
function whyNotRead(body: string): string {
  try {
    JSON.parse(body)
    return 'The body has a member __proto__ or constructor.prototype, which no request needs.'
  } catch (error) {
    const { message } = error as Error
    const position = /at position (\d+)/.exec(message)?.[1]
    if (position !== undefined)
      return `The body is not valid JSON, from character ${String(Number(position) + 1)} on.`
    return `The body is not valid JSON${message.includes('end of JSON') ? ': it ends too early' : ''}.`
  }
}

const inWords = new Intl.ListFormat('en-GB')

type Offered = { method: string; path: RegExp }

function unknownPath(offered: readonly Offered[], method: string, url: string): ApiError {
  const path = url.split('?', 1)[0] ?? url
  const allowed = [...new Set(offered.filter((each) => each.path.test(path)).map((each) => each.method))]
  if (allowed.length > 0) {
    const words = `${inWords.format(allowed)} ${allowed.length > 1 ? 'are' : 'is'}`
    return new ApiError('METHOD_NOT_ALLOWED', `${method} is not offered here; ${words}.`, { allowed })
  }
  return new ApiError('NOT_FOUND', `There is no ${method} ${path.slice(0, 200)}. The reference is at /docs.`)
}

/** Answers what is no HTTP, or too much of it, before a request exists. */
function refuseUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && mayTakeTime(socket)) return
  const [status, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'The headers are larger than 16 KB.']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'The request did not arrive in time.']
        : ['400 Bad Request', 'This is not a valid HTTP request.']
  refuseConnection(socket, status, message)
}
