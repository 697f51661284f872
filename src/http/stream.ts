import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { openStream } from '../../contract/stream.js'
import { lastEvent, positionOf, type EventPosition } from '../store/events.js'
import type { Reader } from '../webhooks/event-feed.js'
import { presentEvent } from '../webhooks/present-event.js'
import { authenticate, permit } from './authenticate.js'
import { createLinks } from './links.js'
import { parsePart } from './parse.js'
import type { Parts } from './parts.js'
import { serve, type Route } from './serve.js'

const mostPerWorkspace = 100
const beatEveryMs = 15_000
/** What browsers wait before they come back. */
const comeBackAfterMs = 1_000
/** What decides who may read: after a change of these it is asked again, at once. */
const decisive = ['api-keys', 'auth', 'members', 'workspaces']

const readPosition = serve(openStream, async (parts, { caller }) => ({
  lastEventId: (await lastEvent(parts.db, caller.workspaceId))?.id ?? null,
}))

export const streamRoutes: readonly Route[] = [
  {
    endpoint: openStream,
    async handle(parts, request, reply) {
      const { accept = '' } = request.headers
      if (accept.includes('application/json') && !accept.includes('text/event-stream'))
        return readPosition.handle(parts, request, reply)
      const { workspaceId } = permit(await authenticate(parts, request), openStream)
      const query = parsePart(openStream.query, request.query, 'query') as { lastEventId?: string }
      if (request.method === 'HEAD') return reply.type('text/event-stream').send()
      // What is told from now on is heard, so that nothing falls between the position and the first event.
      await parts.feed.listen()
      const after = request.headers['last-event-id'] ?? query.lastEventId
      const known = after === undefined ? null : await positionOf(parts.db, workspaceId, String(after))
      const position = known ?? (await lastEvent(parts.db, workspaceId))
      if (parts.feed.openOf(workspaceId) >= mostPerWorkspace)
        throw new ApiError(
          'CONFLICT',
          `This workspace has ${String(mostPerWorkspace)} streams open. Close one of them.`,
          { limit: mostPerWorkspace },
        )
      begin(reply)
      if (after !== undefined) reply.raw.write(known === null ? message({ reset: true }, 'reset') : anything)
      follow(parts, request, reply, { workspaceId, position })
      return reply
    },
  },
]

/** Headers go out with the first bytes; nothing on the way may keep them, or what follows. */
function begin(reply: FastifyReply): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    // Ended while the server closes, it would be kept for another request and hold the server up.
    connection: 'close',
  })
  reply.raw.write(`retry: ${String(comeBackAfterMs)}\n\n`)
}

function follow(
  parts: Parts,
  request: FastifyRequest,
  { raw }: FastifyReply,
  from: { workspaceId: string; position: EventPosition },
): void {
  const { platformUrl } = createLinks(parts)
  let hasMissed = false
  let stuckSince: number | null = null
  const isReady = (): boolean => !raw.writableNeedDrain
  const check = async (): Promise<void> => {
    if (!(await stillMay(parts, request, from.workspaceId))) raw.end()
  }
  const reader: Reader = {
    ...from,
    isReady,
    take: (rows) =>
      void raw.write(rows.map((row) => message(presentEvent(platformUrl, row), null, row.id)).join('')),
    changed(changed) {
      if (Object.keys(changed).some((noun) => decisive.includes(noun))) void check()
      // Changes are not kept for who reads slowly: that there were some is.
      if (isReady()) raw.write(message({ changed }, 'change'))
      else hasMissed = true
    },
    end: () => void raw.end(),
  }
  const remove = parts.feed.add(reader)
  raw.on('drain', () => {
    if (hasMissed) raw.write(anything)
    hasMissed = false
    parts.feed.look(from.workspaceId)
  })
  const beat = setInterval(() => {
    const now = performance.now()
    stuckSince = isReady() ? null : (stuckSince ?? now)
    if (stuckSince !== null && now - stuckSince >= beatEveryMs) raw.destroy()
    else if (isReady()) raw.write(': still here\n\n')
    void check()
  }, beatEveryMs).unref()
  raw.on('error', () => raw.destroy())
  raw.once('close', () => {
    clearInterval(beat)
    remove()
  })
}

/** That a stream is open is no use of its session: it would never end by itself. */
async function stillMay(parts: Parts, request: FastifyRequest, workspaceId: string): Promise<boolean> {
  try {
    delete request.holder
    const unnoted = { ...parts, keysInUse: new Set<string>() }
    return permit(await authenticate(unnoted, request), openStream).workspaceId === workspaceId
  } catch (error) {
    if (error instanceof ApiError) return false
    request.log.warn({ reason: String(error) }, 'Whether a stream may go on could not be checked')
    return true
  }
}

/** JSON has no line breaks of its own, so that a message is one line of data. */
function message(data: object, name: string | null, id?: string): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(name === null ? [] : [`event: ${name}`]),
    `data: ${JSON.stringify(data)}`,
  ]
  return `${lines.join('\n')}\n\n`
}

const anything = message({ changed: null }, 'change')
