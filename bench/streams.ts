import { Agent, request, type Dispatcher } from 'undici'
import { makeAccounts } from './accounts.js'
import { callerOf, createWith } from './calls.js'
import { hammer, rate, type Section } from './figures.js'
import type { House, Running } from './house.js'

/** As many as one workspace may have. */
const streams = 100

/** Creates while nobody follows, and while a hundred streams are told of each. */
export async function measureStreams(house: House, server: Running, forMs: number): Promise<Section> {
  const [account] = await makeAccounts(house, 1)
  if (account === undefined) throw new Error('No account')
  const create = createWith(callerOf(house, server), account.id)
  const given = { atOnce: 32, forMs, warmUpMs: 500 }
  const alone = await hammer(given, create)
  const following = await follow(house, server)
  const followed = await hammer(given, create)
  await following.allTold()
  await following.close()
  return {
    title: 'Event streams',
    note: `Creates with an idempotency key, 32 at once, while ${String(streams)} streams of the workspace are open; the raw limit is the same with none. Every stream was told of posts before it was closed. The program that measures reads all streams, on the same machine.`,
    figures: [
      rate({
        what: `create a post, ${String(streams)} streams open`,
        value: followed.perSecond,
        raw: alone.perSecond,
        atLeast: 0.5,
      }),
    ],
  }
}

/** Opens the streams and reads them. */
async function follow(
  house: House,
  server: Running,
): Promise<{ allTold: () => Promise<void>; close: () => Promise<void> }> {
  const agent = new Agent({ connections: streams, bodyTimeout: 0 })
  const open = await Promise.all(
    Array.from({ length: streams }, async () => {
      const answer = await request(`${server.url}/v1/stream`, {
        dispatcher: agent,
        headers: { authorization: `Bearer ${house.key}`, accept: 'text/event-stream' },
      })
      if (answer.statusCode !== 200) throw new Error(`A stream answered ${String(answer.statusCode)}`)
      return { told: told(answer.body) }
    }),
  )
  return {
    allTold: async () => {
      await Promise.all(open.map((each) => each.told))
    },
    close: () => agent.destroy(),
  }
}

/** Reads a stream to its end; resolves when a change of posts was told on it. */
function told(body: Dispatcher.ResponseData['body']): Promise<void> {
  return new Promise((resolve, reject) => {
    body.setEncoding('utf8')
    const look = (text: string): void => {
      if (!text.includes('"posts"')) return
      // From then on it is read without being looked at: what is measured is the server.
      body.off('data', look).resume()
      resolve()
    }
    body.on('data', look)
    body.once('error', reject)
    body.once('end', () => reject(new Error('A stream ended before it told anything')))
  })
}
