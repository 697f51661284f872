import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const tls = new URL('../fixtures/tls/', import.meta.url)
const media = new URL('../fixtures/media/', import.meta.url)

/** What a server process needs to trust the file server. */
export const trustsFileServer = { NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('localhost.crt', tls)) }

const contentTypes: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4' }

/** A customer's own CDN: serves the media fixtures by name over https. Ends with the test file. */
export async function startFileServer(): Promise<{ url: (name: string) => string }> {
  const server = createServer(
    { key: readFileSync(new URL('localhost.key', tls)), cert: readFileSync(new URL('localhost.crt', tls)) },
    (request, response) => {
      const name = (request.url ?? '').slice(1)
      try {
        const bytes = readFileSync(new URL(name, media))
        const type = contentTypes[name.split('.').pop() ?? ''] ?? 'application/octet-stream'
        response.writeHead(200, { 'content-type': type, 'content-length': bytes.length }).end(bytes)
      } catch {
        response.writeHead(404).end()
      }
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { url: (name) => `https://localhost:${String(port)}/${name}` }
}
