import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least an instance can be: every status is taken. A process of its own, so that it costs the server nothing. */
let next = 1
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const id = String(next++)
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({ id, url: `https://bench.example/@bench/${id}`, created_at: new Date().toISOString() }),
    )
  })
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
