import { expect, it } from 'vitest'
import { identifierOf, serviceOf } from './auth.js'
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
