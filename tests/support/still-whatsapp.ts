import { connectAnswers, createUser } from '../../src/connectors/whatsapp/simulator/create-user.js'
import { simulator } from '../../src/connectors/whatsapp/simulator/index.js'
import type { Json } from '../../src/kit/json.js'
import type { SimReply, SimTable, SimWorld } from '../../src/sandbox/simulator.js'
import { findRoute } from '../../src/sandbox/router.js'

/**
 * A business in a world where time passes when the test says so: how many messages a second holds, and when something
 * is told again, has nothing to do with the machine's speed.
 */
export function stillBusiness(accountType: string) {
  const tables = new Map<string, Map<string, Json>>()
  const sent: { at: number; body: string }[] = []
  const settings = { status: 200, now: Date.parse('2026-11-30T12:00:00Z') }
  let number = 0
  const world: SimWorld = {
    now: () => new Date(settings.now),
    table<T extends Json>(name: string): SimTable<T> {
      const rows = (tables.get(name) ?? new Map<string, Json>()) as Map<string, T>
      tables.set(name, rows as Map<string, Json>)
      return {
        get: (key) => rows.get(key),
        set: (key, value) => void rows.set(key, value),
        delete: (key) => void rows.delete(key),
        entries: () => [...rows.entries()],
        values: () => [...rows.values()],
        get size() {
          return rows.size
        },
      }
    },
    nextNumber: () => (number += 1),
    pastOf: () => [],
    fetch(url) {
      const challenge = new URL(url).searchParams.get('hub.challenge') ?? ''
      return Promise.resolve({ status: 200, contentType: 'text/plain', bytes: Buffer.from(challenge) })
    },
    send(_url, { body }) {
      sent.push({ at: settings.now, body })
      return Promise.resolve(settings.status)
    },
    localUrl: (url) => url,
    keepFile: () => undefined,
    keptFile: () => Buffer.alloc(0),
    consent: () => ({ status: 404 }),
    postPage: () => ({ status: 404 }),
  }
  const user = createUser({ username: 'harbour', accountType }, world)
  const { accessToken = '', businessAccountId: wabaId = '' } = connectAnswers(user, world)
  const call = async (path: string, json: Json): Promise<SimReply> => {
    const url = new URL(`https://graph.facebook.com/v23.0${path}`)
    const found = findRoute(simulator.routes, { method: 'POST', host: url.host, path: url.pathname })
    if (found === undefined) throw new Error(`there is no ${path}`)
    return found.route.handle(
      {
        method: 'POST',
        url: url.href,
        host: url.host,
        path: url.pathname,
        params: found.params,
        query: url.searchParams,
        headers: { authorization: `Bearer ${accessToken}` },
        json,
        form: undefined,
        multipart: undefined,
        bytes: Buffer.alloc(0),
        accountId: null,
      },
      world,
    )
  }
  return {
    pass: (ms: number) => void (settings.now += ms),
    /** What the webhook answers from here on. */
    answerWith: (status: number) => void (settings.status = status),
    /** When what was told. */
    sent,
    work: () => simulator.work?.(world) ?? Promise.resolve(null),
    subscribe: () =>
      call(`/${wabaId}/subscribed_apps`, {
        override_callback_uri: 'https://shop.example/hook',
        verify_token: 'token',
      }),
    /** A text, or a template; the code of the refusal, 0 of what was accepted. */
    async send(to: string, name?: string): Promise<number> {
      const content =
        name === undefined
          ? { type: 'text', text: { body: 'Soup' } }
          : { type: 'template', template: { name, language: { code: 'en_US' } } }
      const { body } = await call(`/${user.id}/messages`, { messaging_product: 'whatsapp', to, ...content })
      return (body as { error?: { code: number } } | undefined)?.error?.code ?? 0
    },
    /** Why the last message will not arrive; null where it will. */
    lastFate(): number | null {
      const last = [...(tables.get('messages')?.values() ?? [])].at(-1)
      return (last as { fate: { code: number } | null }).fate?.code ?? null
    },
  }
}
