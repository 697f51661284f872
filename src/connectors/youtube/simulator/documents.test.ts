import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../../../tests/support/openapi.js'
import { specs } from '../../../../tests/support/specs.js'

/** That the check against Google's documents would say what is wrong, call by call. */
const api = 'https://www.googleapis.com'
const beginning: Exchange = {
  method: 'POST',
  url: `${api}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status&notifySubscribers=true`,
  headers: {
    'content-type': 'application/json; charset=UTF-8',
    'x-upload-content-type': 'video/mp4',
    'x-upload-content-length': '1000',
  },
  body: { snippet: { title: 'Soup', categoryId: '22' }, status: { privacyStatus: 'public' } },
  status: 200,
  responseHeaders: { location: `${api}/upload/youtube/v3/videos?upload_id=1` },
  response: null,
}
const video = { kind: 'youtube#video', id: 'dQw4w9WgXcQ', status: { uploadStatus: 'uploaded' } }
const session: Exchange = {
  method: 'PUT',
  url: `${api}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status&upload_id=1`,
  headers: { 'content-type': 'video/mp4', 'content-range': 'bytes 0-999/1000' },
  body: { bytes: 1_000, sha256: '' },
  status: 201,
  response: video,
}
const listing: Exchange = {
  method: 'GET',
  url: `${api}/youtube/v3/videos?part=statistics&id=dQw4w9WgXcQ`,
  headers: {},
  body: null,
  status: 200,
  response: { kind: 'youtube#videoListResponse', items: [{ ...video, statistics: { viewCount: '5' } }] },
}
const item: Exchange = {
  method: 'POST',
  url: `${api}/youtube/v3/playlistItems?part=snippet`,
  headers: { 'content-type': 'application/json' },
  body: { snippet: { playlistId: 'PL1', resourceId: { kind: 'youtube#video', videoId: '1' } } },
  status: 200,
  response: { kind: 'youtube#playlistItem', id: '1' },
}
const check = (exchange: Exchange): string => (specs['youtube']?.(exchange) ?? ['no document']).join('\n')
const error = (code: number, reason: string, domain: string | null = 'global') => ({
  error: { code, message: 'No', errors: [{ message: 'No', domain, reason }] },
})

it('has nothing to say of what is well', () => {
  const progress = { ...session, status: 308, response: null }
  const refused = { ...item, status: 409, response: error(409, 'videoAlreadyInPlaylist') }
  const cut = { ...session, status: null, response: null }
  for (const exchange of [beginning, session, listing, item, progress, refused, cut])
    expect(check(exchange)).toBe('')
})

describe('says what is wrong:', () => {
  const wrong: [string, Exchange, Partial<Exchange>, RegExp][] = [
    ['an unknown call', listing, { url: `${api}/youtube/v3/films?part=id` }, /no such call/],
    ['another method', listing, { method: 'PATCH' }, /no such call/],
    ['another host', listing, { url: 'https://api.youtube.com/youtube/v3/videos?part=id' }, /no such call/],
    ['an unknown parameter', listing, { url: `${listing.url}&colour=red` }, /no parameter colour/],
    ['no part', listing, { url: `${api}/youtube/v3/videos?id=1` }, /lacks the parameter part/],
    ['too many results', listing, { url: `${listing.url}&maxResults=51` }, /maxResults is not 51/],
    [
      'a flag that is none',
      beginning,
      { url: beginning.url.replace('=true', '=yes') },
      /notifySubscribers is not yes/,
    ],
    ['a body where none is taken', listing, { body: {} }, /takes no body/],
    ['an unknown member', beginning, { body: { colour: 'red' } }, /additional properties/],
    ['an unknown member inside', beginning, { body: { status: { colour: 'red' } } }, /status must NOT/],
    [
      'a word that is not listed',
      beginning,
      { body: { status: { privacyStatus: 'open' } } },
      /privacyStatus must be/,
    ],
    [
      'a number for a word',
      beginning,
      { body: { snippet: { categoryId: 22 } } },
      /categoryId must be string/,
    ],
    ['no required member', item, { body: { snippet: { playlistId: 'PL1' } } }, /resourceId/],
    ['a form', item, { headers: { 'content-type': 'text/plain' } }, /takes no text\/plain/],
    [
      'a picture for a film',
      beginning,
      { headers: { ...beginning.headers, 'x-upload-content-type': 'image/png' } },
      /X-Upload/,
    ],
    [
      'too large a film',
      beginning,
      { headers: { ...beginning.headers, 'x-upload-content-length': '274877906945' } },
      /maxSize/,
    ],
    [
      'no kind of upload',
      beginning,
      { url: beginning.url.replace('uploadType=resumable&', '') },
      /uploadType/,
    ],
    ['no address of the upload', beginning, { responseHeaders: {} }, /Location/],
    ['a range that is none', session, { headers: { 'content-range': '0-999' } }, /Content-Range/],
    [
      'a counter that is a number',
      listing,
      { response: { items: [{ statistics: { viewCount: 5 } }] } },
      /viewCount must be string/,
    ],
    [
      'a counter that is a word',
      listing,
      { response: { items: [{ statistics: { viewCount: 'many' } }] } },
      /pattern/,
    ],
    [
      'a time that is none',
      listing,
      { response: { items: [{ snippet: { publishedAt: 'today' } }] } },
      /date-time/,
    ],
    ['an unknown answer', session, { response: { ...video, colour: 'red' } }, /additional properties/],
    ['a body beside progress', session, { status: 308 }, /308 has a body/],
    ['another status', listing, { status: 206 }, /does not answer 206/],
    [
      'an error with another status',
      item,
      { status: 404, response: error(409, 'videoNotFound') },
      /is no error/,
    ],
    [
      'an error that is not listed',
      item,
      { status: 409, response: error(409, 'colourExists') },
      /is no error/,
    ],
    ['an error in other words', item, { status: 409, response: { error: 'conflict' } }, /is no error/],
    [
      'an error of no domain',
      item,
      { status: 409, response: error(409, 'videoAlreadyInPlaylist', null) },
      /is no error/,
    ],
  ]
  it.each(wrong)('%s', (_what, exchange, change, reason) => {
    expect(check({ ...exchange, ...change })).toMatch(reason)
  })
})
