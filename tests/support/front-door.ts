import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

type FrontDoor = {
  url: string
  opensTo: (server: { url: string }) => void
  /** Nobody gets a file then. */
  isClosed: boolean
}

/** A proxy that gives a server its public address. Ends with the test file. */
export async function startFrontDoor(): Promise<FrontDoor> {
  let behind = ''
  const proxy = createServer((request, response) => {
    if (door.isClosed && request.url?.startsWith('/media/') === true) {
      response.writeHead(502).end()
      return
    }
    const { method, headers, url = '/' } = request
    const passed = ask(`${behind}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    request.pipe(passed)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    proxy.closeAllConnections()
    await new Promise((resolve) => proxy.close(resolve))
  })
  const door: FrontDoor = {
    url: `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`,
    opensTo({ url }) {
      behind = url
    },
    isClosed: false,
  }
  return door
}
