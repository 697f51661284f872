import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { endpoints } from '../../contract/index.js'
import { version } from '../version.js'
import type { Parts } from './parts.js'
import { describedPlatform } from './described-platform.js'
import { referenceHtml, referenceScript, referenceStyle } from './reference-look.js'

/** Everything comes from here: the page works without a network, and nobody learns who reads it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

type File = { type: string; read: () => Promise<Buffer> }
type Ready = { bytes: Buffer; packed: Buffer; etag: string }

/** The contract as an OpenAPI document, and the reference page that is drawn from it. */
export function mountReferencePages(server: FastifyInstance, parts: Parts): void {
  const document = once(() => documentOf(parts))
  const files: Record<string, File> = {
    '/api/openapi.json': {
      type: 'application/json; charset=utf-8',
      read: async () => Buffer.from(`${JSON.stringify(await document(), null, 2)}\n`),
    },
    '/api/openapi.yaml': {
      type: 'application/yaml; charset=utf-8',
      async read() {
        const { stringify } = await import('yaml')
        return Buffer.from(stringify(await document(), { aliasDuplicateObjects: false, lineWidth: 0 }))
      },
    },
    '/docs': { type: 'text/html; charset=utf-8', read: text(referenceHtml) },
    '/docs/reference.js': { type: 'text/javascript; charset=utf-8', read: text(referenceScript) },
    '/docs/reference.css': { type: 'text/css; charset=utf-8', read: text(referenceStyle) },
    '/docs/swagger-ui.css': { type: 'text/css; charset=utf-8', read: ofLibrary('swagger-ui.css') },
    '/docs/swagger-ui-bundle.js': {
      type: 'text/javascript; charset=utf-8',
      read: ofLibrary('swagger-ui-bundle.js'),
    },
  }
  for (const [path, { type, read }] of Object.entries(files)) {
    const ready = once(() => read().then(pack))
    server.get(path, async (request, reply) => sendFile(request, reply, type, await ready()))
  }
}

/** Drawn up when somebody asks: it takes as long as the rest of a start, and most starts nobody does. */
async function documentOf({ config, connectors }: Parts): Promise<object> {
  const { openApiDocument } = await import('../../contract/openapi/document.js')
  return openApiDocument(endpoints, {
    version,
    publicUrl: config.publicUrl,
    platforms: connectors.all.map(describedPlatform),
  })
}

function text(body: string): () => Promise<Buffer> {
  return () => Promise.resolve(Buffer.from(body))
}

function ofLibrary(name: string): () => Promise<Buffer> {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  return () => readFile(join(folder, name))
}

async function pack(bytes: Buffer): Promise<Ready> {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { bytes, packed: await promisify(gzip)(bytes), etag }
}

/** Made when first asked for; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, type: string, file: Ready): FastifyReply {
  reply
    .header('Content-Security-Policy', policy)
    .header('Referrer-Policy', 'no-referrer')
    .header('Cache-Control', 'no-cache')
    .header('Vary', 'Accept-Encoding')
    .header('ETag', file.etag)
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  if (takesGzip) reply.header('Content-Encoding', 'gzip')
  return reply.type(type).send(takesGzip ? file.packed : file.bytes)
}
