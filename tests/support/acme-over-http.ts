import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connector } from '../../src/connectors/connector.js'
import { NoAnswer } from '../../src/connectors/platform-http.js'
import { objectOf, textOf } from '../../src/connectors/values.js'
import { FakeNetwork } from './fake-network.js'

const origin = 'https://acme.example'

export type AcmeServer = {
  origins: Record<string, string>
  /** What the public sees, in order of arrival. */
  posts: { id: string; targetId: string; by: string }[]
  close: () => Promise<void>
}

/** A network that takes every post it gets, over real HTTP. */
export async function startAcme(): Promise<AcmeServer> {
  const posts: AcmeServer['posts'] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      if (request.method === 'GET') return response.end(JSON.stringify(posts))
      const { targetId, by } = JSON.parse(Buffer.concat(chunks).toString()) as {
        targetId: string
        by: string
      }
      const post = { id: `a${String(posts.length + 1)}`, targetId, by }
      posts.push(post)
      return response.end(JSON.stringify(post))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origins: { [origin]: `http://127.0.0.1:${String(port)}` },
    posts,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Its connector. `beforeSending` stands right before the creating call. */
export function acmeOverHttp(by: string, beforeSending: () => Promise<void>): Connector {
  return {
    ...new FakeNetwork().connector(),
    async publish(item, _plan, ctx) {
      await beforeSending()
      const json = { targetId: item.targetId, by }
      const reply = await ctx.http({ method: 'POST', url: `${origin}/posts`, json, creating: true })
      const id = textOf(objectOf(reply.json)['id'])
      if (id === null) throw new NoAnswer('unreadable')
      return { kind: 'published', remoteId: id, url: `${origin}/posts/${id}` }
    },
    async find(item, _attempt, ctx) {
      const reply = await ctx.http({ method: 'GET', url: `${origin}/posts` })
      const found = (reply.json as { id: string; targetId: string }[]).find(
        (post) => post.targetId === item.targetId,
      )
      return found === undefined
        ? { kind: 'absent' }
        : { kind: 'found', remoteId: found.id, url: null, createdAt: null }
    },
  }
}
