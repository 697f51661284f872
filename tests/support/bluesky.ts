import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser, SimUser } from '../../src/sandbox/simulator.js'
import { checkAnswer } from './lexicons.js'
import type { Answer, SimulatorClient } from './simulator.js'

export type Session = {
  did: string
  pds: string
  accessJwt: string
  refreshJwt: string
  identifier: string
  password: string
}
export type Said = Answer & { body: JsonObject }

export const hosted = 'morel.us-east.host.bsky.network'

/** XRPC as a careful client speaks it: every good answer is held against the method's schema. */
export function blueskyClient(client: SimulatorClient) {
  async function checked(nsid: string, answer: Promise<Answer>): Promise<Said> {
    const said = await answer
    const { status, body } = said
    if (status === 200) checkAnswer(nsid, body)
    return { ...said, body: typeof body === 'object' ? (body as JsonObject) : {} }
  }
  const bearer = (token: string | undefined): Record<string, string> =>
    token === undefined ? {} : { authorization: `Bearer ${token}` }
  const query = (nsid: string, params: Record<string, string | string[]>, token?: string, host = hosted) => {
    const search = new URLSearchParams(
      Object.entries(params).flatMap(([name, value]) =>
        [value].flat().map((each): [string, string] => [name, each]),
      ),
    )
    const url = `https://${host}/xrpc/${nsid}?${search.toString()}`
    return checked(nsid, client.call('GET', url, { headers: bearer(token) }))
  }
  const procedure = (nsid: string, json: Json | undefined, token?: string, host = hosted) =>
    checked(
      nsid,
      client.call('POST', `https://${host}/xrpc/${nsid}`, {
        headers: bearer(token),
        ...(json === undefined ? {} : { json }),
      }),
    )
  async function user(input: NewSimUser = {}): Promise<SimUser & { answers: Record<string, string> }> {
    const made = await client.control.createUser('bluesky', input)
    return { ...made.user, answers: made.answers }
  }
  async function signIn(input: NewSimUser = {}): Promise<Session> {
    const { answers, host = hosted } = await user(input)
    const { identifier = '', appPassword: password = '' } = answers
    const said = await procedure(
      'com.atproto.server.createSession',
      { identifier, password },
      undefined,
      host,
    )
    if (said.status !== 200) throw new Error(JSON.stringify(said.body))
    const { did, accessJwt, refreshJwt } = said.body as Record<'did' | 'accessJwt' | 'refreshJwt', string>
    return { did, pds: host, accessJwt, refreshJwt, identifier, password }
  }
  const post = (text: string, more: JsonObject = {}): JsonObject => ({
    $type: 'app.bsky.feed.post',
    text,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...more,
  })
  const put = (session: Session, rkey: string, record: Json, more: JsonObject = {}) =>
    procedure(
      'com.atproto.repo.putRecord',
      { repo: session.did, collection: 'app.bsky.feed.post', rkey, record, ...more },
      session.accessJwt,
      session.pds,
    )
  const create = (session: Session, record: Json, more: JsonObject = {}) =>
    procedure(
      'com.atproto.repo.createRecord',
      { repo: session.did, collection: 'app.bsky.feed.post', record, ...more },
      session.accessJwt,
      session.pds,
    )
  const get = (session: Session, rkey: string, host = session.pds) =>
    query(
      'com.atproto.repo.getRecord',
      { repo: session.did, collection: 'app.bsky.feed.post', rkey },
      undefined,
      host,
    )
  const upload = (session: Session, bytes: Buffer, type: string) =>
    checked(
      'com.atproto.repo.uploadBlob',
      client.call('POST', `https://${session.pds}/xrpc/com.atproto.repo.uploadBlob`, {
        headers: { ...bearer(session.accessJwt), 'content-type': type },
        body: bytes,
      }),
    )
  return { query, procedure, user, signIn, post, put, create, get, upload, checked }
}

/** A key as a client makes one; the next is another. */
export function tid(serial: number): string {
  const letters = '234567abcdefghijklmnopqrstuvwxyz'
  const digits = [serial >> 10, serial >> 5, serial].map((each) => letters[each & 31] ?? '')
  return `3kaaaaaaaa${digits.join('')}`
}
