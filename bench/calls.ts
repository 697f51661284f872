import type { House, Running } from './house.js'

/** Asks the server with the house's key; answers the body as text, and throws on an error. */
export type Call = (
  method: 'GET' | 'POST',
  path: string,
  sent?: object,
  idempotencyKey?: string,
) => Promise<string>

export function callerOf(house: House, server: Running): Call {
  return async (method, path, sent, idempotencyKey) => {
    const answer = await server.client.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${house.key}`,
        'content-type': 'application/json',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path} answered ${String(answer.statusCode)}: ${text}`)
    return text
  }
}

const monthMs = 30 * 86_400_000
let keys = 0

/** A post for a month from now. */
export function newPost(accountId: string) {
  return {
    content: 'Fresh bread from seven on, and the terrace is open #bistro',
    accountIds: [accountId],
    scheduledFor: new Date(Date.now() + monthMs).toISOString(),
  }
}

/** Creates it again and again, each time with an idempotency key of its own. */
export function createWith(call: Call, accountId: string): () => Promise<string> {
  const body = newPost(accountId)
  return () => call('POST', '/v1/posts', body, `key-${String(process.pid)}-${String((keys += 1))}`)
}
