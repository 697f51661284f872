// Bluesky's own server for accounts (PDS), with as much of a DID directory as it asks for. Prints where it listens,
// and ends with its standard input. A process of its own: its packages are CommonJS and many.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { envToCfg, envToSecrets, PDS } = createRequire(import.meta.url)('@atproto/pds')
const [, , hostname] = process.argv

const directory = await startDirectory()
const folder = mkdtempSync(join(tmpdir(), 'vb-pds-'))
const env = {
  devMode: true,
  port: 0,
  hostname,
  dataDirectory: folder,
  blobstoreDiskLocation: join(folder, 'blobs'),
  jwtSecret: 'jwt secret',
  adminPassword: 'admin password',
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
  didPlcUrl: directory,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  disableSsrfProtection: true,
  enableDidDocWithSession: true,
  bskyAppViewUrl: 'https://appview.invalid',
  bskyAppViewDid: 'did:example:invalid',
  modServiceUrl: 'https://moderator.invalid',
  modServiceDid: 'did:example:invalid',
  rateLimitsEnabled: true,
}
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
const server = await pds.start()
process.stdout.write(`${JSON.stringify({ origin: `http://127.0.0.1:${String(server.address().port)}` })}\n`)

process.stdin.resume()
await once(process.stdin, 'end')
await pds.destroy()
rmSync(folder, { recursive: true, force: true })
process.exit(0)

/** Keeps the one operation that an account here has, and answers what it says. */
async function startDirectory() {
  const operations = new Map()
  const http = createServer(async (request, response) => {
    const [, did, part] = decodeURIComponent(request.url).split('/')
    const say = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (request.method === 'POST') {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      operations.set(did, JSON.parse(Buffer.concat(chunks).toString('utf8')))
      return say(200, {})
    }
    const operation = operations.get(did)
    if (operation === undefined) return say(404, { message: `DID not registered: ${did}` })
    return say(
      200,
      part === 'data' ? { did, ...operation } : part === 'log' ? operation : documentOf(did, operation),
    )
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  http.unref()
  return `http://127.0.0.1:${String(http.address().port)}`
}

function documentOf(did, { alsoKnownAs, verificationMethods, services }) {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    alsoKnownAs,
    verificationMethod: Object.entries(verificationMethods).map(([name, key]) => ({
      id: `${did}#${name}`,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: key.replace('did:key:', ''),
    })),
    service: Object.entries(services).map(([name, { type, endpoint }]) => ({
      id: `#${name}`,
      type,
      serviceEndpoint: endpoint,
    })),
  }
}
