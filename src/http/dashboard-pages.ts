import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.js'
import type { Parts } from './parts.js'
import { sendNotFoundPage } from './welcome-page.js'

/** Pictures and films may come from anywhere: avatars and registered media stay at their own addresses. Uploads go to the public one. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob: https:",
  "media-src 'self' blob: https:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
]

/** Paths under these are the server's own: what is unknown there is no page of the dashboard. */
const ofServer =
  /^\/(?:v1|api|docs|sandbox|health|metrics|mcp|assets|archives|connect|auth|media\/.+|webhooks\/platforms)(?:[/?]|$)/

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}

const packings = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const

type Where = { config: Pick<Config, 'dashboardDir' | 'publicUrl' | 'sandboxUrl' | 'services'> }

/** The files that the dashboard is built of. Their names carry a hash of what is in them, so that browsers keep them for good. */
export function mountDashboard(server: FastifyInstance, parts: Parts): void {
  server.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const { name } = request.params
    const { dashboardDir } = parts.config
    const isOne = dashboardDir !== null && /^[\w-][\w.-]*$/.test(name) && extname(name) in types
    const file = isOne ? await readPacked(join(dashboardDir, 'assets', name), request) : null
    if (file === null) return reply.callNotFound()
    return send(request, reply.header('Cache-Control', 'public, max-age=31536000, immutable'), file, name)
  })
}

/**
 * The dashboard, whatever its path: which page is meant only its script knows. `otherwise` answers where none is built.
 */
export async function sendDashboard(
  { config }: Where,
  request: FastifyRequest,
  reply: FastifyReply,
  otherwise: (reply: FastifyReply) => FastifyReply = sendNotFoundPage,
): Promise<FastifyReply> {
  const dir = config.services.has('web') && !ofServer.test(request.url) ? config.dashboardDir : null
  const file = dir === null ? null : await readPacked(join(dir, 'index.html'), request)
  if (file === null) return otherwise(reply)
  // Without https, which the policy lets everything come from, our own addresses have to be named.
  const ours = [config.publicUrl, config.sandboxUrl].flatMap((url) =>
    url === null ? [] : new URL(url).origin,
  )
  const allowed = policy.map((each) =>
    /^(?:img|media|connect)-src/.test(each) ? [each, ...ours].join(' ') : each,
  )
  if (!reply.hasHeader('Referrer-Policy')) reply.header('Referrer-Policy', 'same-origin')
  reply.header('Content-Security-Policy', allowed.join('; ')).header('Cache-Control', 'no-cache')
  return send(request, reply, file, 'index.html')
}

type Packed = { bytes: Buffer; encoding: string | null }

/** A file in the best packing that the browser takes and the build made; null where there is none. */
async function readPacked(path: string, request: FastifyRequest): Promise<Packed | null> {
  const takes = String(request.headers['accept-encoding'] ?? '')
  for (const { encoding, ending } of packings) {
    if (!new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|\\s|$))`, 'i').test(takes)) continue
    const bytes = await readOr(`${path}${ending}`)
    if (bytes !== null) return { bytes, encoding }
  }
  const bytes = await readOr(path)
  return bytes === null ? null : { bytes, encoding: null }
}

async function readOr(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
    throw error
  }
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, encoding }: Packed,
  name: string,
): FastifyReply {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  reply.header('ETag', etag).header('Vary', 'Accept-Encoding')
  const known = String(request.headers['if-none-match'] ?? '').split(',')
  if (known.some((each) => each.trim().replace(/^W\//, '') === etag)) return reply.code(304).send()
  if (encoding !== null) reply.header('Content-Encoding', encoding)
  return reply
    .code(200)
    .type(types[extname(name)] ?? 'application/octet-stream')
    .send(bytes)
}
