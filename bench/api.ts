import { createSeal } from '../src/kit/seal.js'
import { createRegistry } from '../src/connectors/registry.js'
import { connectors } from '../src/app.js'
import { createLinks } from '../src/http/links.js'
import { createPost } from '../src/posts/create-post.js'
import { getPost } from '../src/posts/get-post.js'
import { listPosts } from '../src/posts/list-posts.js'
import type { PostsDeps } from '../src/posts/deps.js'
import { createPostBody } from '../contract/post-body.js'
import { makeAccounts } from './accounts.js'
import { hammerStatements, recordStatements } from './bare-statements.js'
import { callerOf, createWith, newPost } from './calls.js'
import { below, hammer, ms, percentile, rate, timed, type Figure, type Section } from './figures.js'
import type { House, Running } from './house.js'

/** Creates with an idempotency key, reads and lists over HTTP, beside their own statements over the bare driver. */
export async function measureApi(house: House, server: Running, forMs: number): Promise<Section> {
  const [account] = await makeAccounts(house, 1)
  if (account === undefined) throw new Error('No account')
  const body = newPost(account.id)
  const draft = {
    content: body.content,
    platforms: connectors.map(({ slug }) => slug),
    media: [{ type: 'image', mimeType: 'image/jpeg', sizeBytes: 200_000, width: 1_080, height: 1_350 }],
  }
  const call = callerOf(house, server)
  const create = createWith(call, account.id)

  const first = await timed(500, create)
  const many = await hammer({ atOnce: 32, forMs }, create)
  const one = await hammer({ atOnce: 1, forMs }, create)
  const caller = { ...house.home, keyId: 'key_bench' }
  const createStatements = await recordStatements(house.db, (db) =>
    createPost(depsOver(db), caller, createPostBody.parse(body), {
      workspaceId: caller.workspaceId,
      method: 'POST',
      path: '/v1/posts',
      key: 'bench-key-0',
      bodyHash: Buffer.alloc(32),
    }),
  )
  const rawCreate = await hammerStatements(house, createStatements.slice(-1), { atOnce: 32, forMs })

  const known = (JSON.parse(await create()) as { id: string }).id
  const validate = await hammer({ atOnce: 1, forMs }, () => call('POST', '/v1/posts/validate', draft))
  const read = await hammer({ atOnce: 32, forMs }, () => call('GET', `/v1/posts/${known}`))
  const rawRead = await hammerStatements(
    house,
    await recordStatements(house.db, (db) => getPost(depsOver(db), caller, known)),
    { atOnce: 32, forMs },
  )
  const list = await hammer({ atOnce: 32, forMs }, () => call('GET', '/v1/posts?limit=20'))
  const rawList = await hammerStatements(
    house,
    await recordStatements(house.db, (db) => listPosts(depsOver(db), caller, { limit: 20 })),
    { atOnce: 32, forMs },
  )
  return {
    title: 'The API, one web process',
    note: 'Over HTTP with a key, 32 at once where not said otherwise, and one at a time after them, on a process that is warm; the raw limit is the verb’s own statement over 32 bare sessions of the driver. The caller, the server and PostgreSQL share the machine.',
    figures: [
      rate({
        what: 'create a post, idempotency key',
        value: many.perSecond,
        raw: rawCreate.perSecond,
        atLeast: 0.5,
        floor: 1_500,
      }),
      latency('create, one at a time, p50', one.times, 0.5, 3),
      latency('create, one at a time, p99', one.times, 0.99, 50),
      latency('the first 500 after a start, one at a time, p50', first, 0.5, 5),
      latency('validate for all networks, p50', validate.times, 0.5, 5),
      rate({ what: 'read a post', value: read.perSecond, raw: rawRead.perSecond, atLeast: 0.5 }),
      rate({ what: 'list 20 posts', value: list.perSecond, raw: rawList.perSecond, atLeast: 0.5 }),
    ],
  }
}

function latency(what: string, times: readonly number[], share: number, limit: number): Figure {
  return below(what, percentile(times, share), limit, ms)
}

function depsOver(db: House['db']): PostsDeps {
  return {
    db,
    connectors: createRegistry(connectors),
    appOf: () => ({}),
    wake: { due: () => undefined, on: () => () => undefined } as unknown as PostsDeps['wake'],
    links: createLinks({
      config: { mode: 'sandbox', publicUrl: 'http://localhost:3000' },
      seal: createSeal('a secret key for the bench'),
    }),
  }
}
