import type { LookupAddress } from 'node:dns'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { isPublicAddress, type Outside } from '../../src/kit/guarded-http.js'

/** A world of a few names; 127.0.0.1 stands for the public network in it, every other address is what it is. */
export function outsideOf(names: Record<string, string | string[]>): Outside {
  const lookup = (
    host: string,
    _options: object,
    done: (error: Error | null, found: LookupAddress[]) => void,
  ): void => {
    const addresses = [names[host] ?? []].flat()
    if (addresses.length === 0) {
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), [])
      return
    }
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return {
    lookup: lookup as unknown as Outside['lookup'],
    isPublic: (address) => address === '127.0.0.1' || isPublicAddress(address),
  }
}

export type Site = { port: number; hits: string[] }

/** Somebody else's web server, on a free port of this machine. Ends with the test file. */
export async function startSite(handler: RequestListener): Promise<Site> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, hits }
}
