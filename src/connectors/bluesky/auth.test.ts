import { expect, it } from 'vitest'
import type { PlatformHttp, PlatformRequest } from '../platform-http.js'
import { auth, identifierOf, serviceOf } from './auth.js'
import { pdsIn } from './session.js'

it.each([
  [' @Ada.bsky.social ', 'Ada.bsky.social'],
  ['\u202aada.bsky.social\u202c', 'ada.bsky.social'],
  ['ada@mail.example', 'ada@mail.example'],
  ['did:plc:abc', 'did:plc:abc'],
])('takes %j as people paste it', (typed, meant) => {
  expect(identifierOf(typed)).toBe(meant)
})

it.each([
  ['', 'https://bsky.social'],
  ['pds.example', 'https://pds.example'],
  ['https://pds.example/', 'https://pds.example'],
  [' PDS.example:8443/xrpc ', 'https://pds.example:8443'],
])('takes %j for a server', (typed, meant) => {
  expect(serviceOf(typed)).toBe(meant)
})

it.each(['http://pds.example', 'localhost', 'a b', 'ftp://pds.example', 'https://me:secret@pds.example'])(
  'takes %j for no server',
  (typed) => {
    expect(() => serviceOf(typed)).toThrow('is no server')
  },
)

it('sends tokens to no server without encryption, whatever a document says', () => {
  const document = (endpoint: string) => ({ service: [{ id: '#atproto_pds', serviceEndpoint: endpoint }] })
  expect(pdsIn(document('https://pds.example/'))).toBe('https://pds.example')
  expect(pdsIn(document('http://pds.example'))).toBeNull()
  expect(pdsIn(document('nonsense'))).toBeNull()
  expect(pdsIn(undefined)).toBeNull()
})

it('keeps no session of a person’s own password, and ends it', async () => {
  const claims = Buffer.from(JSON.stringify({ scope: 'com.atproto.access' })).toString('base64url')
  const session = { did: 'did:plc:ada', accessJwt: `e30.${claims}.x`, refreshJwt: 'refresh' }
  const asked: PlatformRequest[] = []
  const http: PlatformHttp = (request) => {
    asked.push(request)
    return Promise.resolve({ status: 200, headers: {}, json: session, text: '' })
  }
  const vault = { get: () => Promise.resolve(null), put: () => Promise.resolve() }
  const connecting = auth.finish(
    {
      code: null,
      redirectUri: '',
      codeVerifier: '',
      answers: { identifier: 'ada.bsky.social', appPassword: 'my own' },
      keep: {},
    },
    { http, app: {}, now: new Date(), vault, log: () => undefined },
  )
  await expect(connecting).rejects.toThrow('your own password')
  expect(asked.at(-1)).toMatchObject({
    url: 'https://bsky.social/xrpc/com.atproto.server.deleteSession',
    headers: { authorization: 'Bearer refresh' },
  })
})
