// Receives webhooks and prints those that are surely ours: SECRET=whsec_… PORT=4000 node docs/examples/webhook-receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const { SECRET = '', PORT = '4000' } = process.env
const toleranceSeconds = 300

/** Whether the signature is made of exactly these bytes with our secret, and is not a recording of long ago. */
function isSigned(header, body) {
  const parts = header.split(',').map((part) => part.split('='))
  const [, time] = parts.find(([name]) => name === 't') ?? []
  const own = createHmac('sha256', SECRET).update(`${time}.${body}`).digest()
  const isRecent = Math.abs(Date.now() / 1_000 - Number(time)) <= toleranceSeconds
  // While a secret is changed there are two signatures; one that holds is enough.
  const theirs = parts.filter(([name]) => name === 'v2').map(([, hex]) => Buffer.from(hex, 'hex'))
  return isRecent && theirs.some((each) => each.length === own.length && timingSafeEqual(each, own))
}

createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  if (!isSigned(request.headers['x-voxburst-signature'] ?? '', body)) {
    console.log('✗ a request that is not signed')
    response.writeHead(401).end()
    return
  }
  const { type, data } = JSON.parse(body)
  console.log(`✓ ${type} ${data.status ?? ''}`)
  response.end()
}).listen(Number(PORT), () => console.log(`Waiting for webhooks on port ${PORT}`))
