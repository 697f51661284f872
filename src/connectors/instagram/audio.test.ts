import { describe, expect, it } from 'vitest'
import { startHouse } from '../../../tests/support/house.js'
import { instagramRoom } from '../../../tests/support/instagram-room.js'
import { scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json, JsonObject } from '../../kit/json.js'
import type { Track } from '../connector.js'
import { ConnectRefused } from '../connector.js'
import { audio } from './audio.js'

const house = await startHouse({ INSTAGRAM_AUDIO_ENABLED: 'true' })
const { containers, files, options, publish, sent } = instagramRoom(house)

const withFacebook = { login: 'facebook', page: { id: '1784', pageId: '101' } }
const track = (id: string, more: JsonObject = {}) => ({ audio_id: id, title: `Track ${id}`, ...more })

/** Facebook, with a list for each kind of audio. */
function facebook(lists: Record<string, Scripted>) {
  return scripted(({ query }) => lists[String(query?.['audio_type'])] ?? { json: { audio: [] } }, {
    app: { INSTAGRAM_FACEBOOK_CLIENT_SECRET: 'secret' },
    data: withFacebook,
  })
}
const listed = (...tracks: Json[]): Scripted => ({ json: { audio: tracks } })
const trending = { text: null, limit: 20 }

describe('what Instagram answers', () => {
  it('is told as far as it goes; what is not told, or null, is left out', async () => {
    const { ctx, asked } = facebook({
      music: listed({
        ...track('1'),
        display_artist: 'The Ladles',
        ig_username: 'ladles',
        duration_in_ms: 30_000,
        cover_artwork_thumbnail_uri: 'https://cdn/cover',
        download_url: 'https://cdn/sound',
      }),
      original_sound: listed(
        {
          ...track('2'),
          ig_username: 'harbour',
          cover_artwork_thumbnail_url: 'https://cdn/other',
          download_url: null,
        },
        { audio_id: 3, title: null, display_artist: null, duration_in_ms: null },
        { title: 'Without an id' },
      ),
    })
    expect(await audio.search({ text: 'soup', limit: 20 }, ctx)).toEqual({
      kind: 'ok',
      tracks: [
        {
          id: '1',
          title: 'Track 1',
          artistName: 'The Ladles',
          audioUrl: 'https://cdn/sound',
          coverImageUri: 'https://cdn/cover',
          durationMs: 30_000,
        },
        { id: '2', title: 'Track 2', artistName: 'harbour', coverImageUri: 'https://cdn/other' },
        { id: '3', title: '' },
      ],
    })
    expect(
      asked.map(({ query }) => [query?.['audio_type'], query?.['user_id'], query?.['search_query']]),
    ).toEqual(['music', 'original_sound'].map((type) => [type, '1784', 'soup']))
    expect(asked.every(({ url }) => url === 'https://graph.facebook.com/v25.0/ig_audio')).toBe(true)
  })

  it('is music and original sounds by turns, up to the limit; without words nothing is searched for', async () => {
    const { ctx, asked } = facebook({
      music: { json: { data: [track('1'), track('2'), track('3')] } },
      original_sound: listed(track('7')),
    })
    const ids = async (limit: number) => {
      const answer = await audio.search({ text: null, limit }, ctx)
      return answer.kind === 'ok' ? answer.tracks.map(({ id }) => id) : answer
    }
    expect(await ids(20)).toEqual(['1', '7', '2', '3'])
    expect(await ids(2)).toEqual(['1', '7'])
    expect(asked[0]?.query?.['search_query']).toBeUndefined()
  })

  it.each(['music', 'original_sound'])('is a refusal where one of the lists is refused: %s', async (type) => {
    const error = { code: 10, message: 'Application does not have permission for this action' }
    const { ctx } = facebook({ [type]: { status: 403, json: { error } } })
    expect(await audio.search(trending, ctx)).toMatchObject({
      kind: 'refused',
      error: { code: 'PERMISSION_DENIED', networkMessage: error.message, networkCode: '10' },
    })
  })

  it('is not asked for with Instagram’s own login', async () => {
    const { ctx, asked } = scripted([], { data: {} })
    await expect(audio.search(trending, ctx)).rejects.toThrow(ConnectRefused)
    expect(asked).toEqual([])
  })
})

it('is on where the setting says so, and else off', () => {
  expect(audio.isOn({ INSTAGRAM_AUDIO_ENABLED: 'true' })).toBe(true)
  for (const value of ['', 'false']) expect(audio.isOn({ INSTAGRAM_AUDIO_ENABLED: value })).toBe(false)
})

type Refusal = { error: { code: string; message: string; details?: JsonObject } }
const search = async (query: Record<string, string>): Promise<Track[]> => {
  const path = `/v1/instagram/audio/search?${new URLSearchParams(query).toString()}`
  return (await house.call<{ tracks: Track[] }>('GET', path)).tracks
}
const refused = async (query: string, status: number) =>
  (await house.call<Refusal>('GET', `/v1/instagram/audio/search?${query}`, undefined, { status })).error

describe('GET /v1/instagram/audio/search', () => {
  it('finds a track, which goes under a reel', async () => {
    const { id: accountId } = await house.account('instagram', { login: 'facebook' })
    const [found, ...others] = await search({ accountId, q: ' slow BOAT ' })
    expect(others).toEqual([])
    expect(found).toMatchObject({ title: 'Slow Boat', artistName: 'Harbour Choir', durationMs: 37_000 })
    expect(found).not.toHaveProperty('audioUrl')
    const body = { content: 'Sound', media: await files('video'), ...options({ audio: { id: found?.id } }) }
    expect((await publish(accountId, body)).status).toBe('published')
    expect((await containers(accountId)).at(-1)).toMatchObject({
      audio_configuration: JSON.stringify({ audio_id: found?.id }),
    })
  })

  it('without words answers what is trending, as much as is asked for; what nobody made, nothing', async () => {
    const { id: accountId } = await house.account('instagram', { login: 'facebook' })
    const all = await search({ accountId, limit: '50' })
    expect(all.length).toBeGreaterThan(3)
    expect(await search({ accountId })).toEqual(all)
    expect(await search({ accountId, q: '   ' })).toEqual(all)
    expect(await search({ accountId, limit: '2' })).toEqual(all.slice(0, 2))
    const asked = (await sent(accountId)).filter(({ call }) => call === 'ig_audio')
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter(({ url }) => url.includes('search_query'))).toEqual([])
    expect(await search({ accountId, q: 'no such song' })).toEqual([])
  })

  it('is refused to an account with Instagram’s own login, without a call', async () => {
    const { id } = await house.account('instagram')
    expect(await refused(`accountId=${id}`, 400)).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('Connect the account again, with Facebook') as string,
      details: { field: 'accountId' },
    })
    expect((await sent(id)).filter(({ call }) => call === 'ig_audio')).toEqual([])
  })

  it('needs one of the accounts to be selected where there are several', async () => {
    const pages = [
      { id: '1001', name: 'Bakery' },
      { id: '1002', name: 'Harbour cafe' },
    ]
    const { id } = await house.account('instagram', { login: 'facebook', pages })
    expect(await refused(`accountId=${id}`, 400)).toMatchObject({ code: 'PAGE_NOT_SELECTED' })
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: '1002' })
    expect((await search({ accountId: id })).length).toBeGreaterThan(3)
  })

  it('knows no account of another network, and none that is not there', async () => {
    const { id } = await house.account('mastodon')
    expect((await refused(`accountId=${id}`, 404)).code).toBe('NOT_FOUND')
    expect((await refused('accountId=acc_456', 404)).code).toBe('NOT_FOUND')
  })

  it.each([
    ['accountId', ''],
    ['accountId', 'accountId=!'],
    ['limit', 'accountId=acc_1&limit=0'],
    ['limit', 'accountId=acc_1&limit=51'],
    ['limit', 'accountId=acc_1&limit=1.5'],
    ['limit', 'accountId=acc_1&limit=many'],
    ['q', `accountId=acc_1&q=${'a'.repeat(201)}`],
  ])('refuses what breaks a rule of %s: %s', async (field, query) => {
    expect(await refused(query, 400)).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } })
  })

  it('answers 502 with Meta’s words where Meta refuses, and when to come back where it says so', async () => {
    const { id } = await house.account('instagram', { login: 'facebook' })
    const fault = { platform: 'instagram', accountId: id, operation: 'any', fault: 'rate_limited', times: 2 }
    await house.call('POST', '/sandbox/faults', { ...fault, retryAfter: 120 })
    const answer = await fetch(`${house.url}/v1/instagram/audio/search?accountId=${id}`, {
      headers: { authorization: `Bearer ${house.key}` },
    })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, '120'])
    expect(await answer.json()).toEqual({
      error: {
        code: 'GRAPH_API_ERROR',
        message: expect.stringMatching(/^Instagram says: .{10}/) as string,
        details: { networkCode: expect.stringMatching(/^\d+/) as string },
      },
    })
  })

  it('ends the account where Meta says that the access is over', async () => {
    const { id } = await house.account('instagram', { login: 'facebook' })
    const fault = { platform: 'instagram', accountId: id, operation: 'any', fault: 'token_revoked' }
    await house.call('POST', '/sandbox/faults', { ...fault, times: 2 })
    await refused(`accountId=${id}`, 502)
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'expired' })
  })

  it('answers 503 where Meta cannot be reached', async () => {
    const { id } = await house.account('instagram', { login: 'facebook' })
    const fault = { platform: 'instagram', accountId: id, operation: 'any', fault: 'refused_connection' }
    await house.call('POST', '/sandbox/faults', { ...fault, times: 2 })
    expect(await refused(`accountId=${id}`, 503)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })

  it('is no path of other networks', async () => {
    for (const platform of ['mastodon', 'nowhere'])
      await house.call('GET', `/v1/${platform}/audio/search?accountId=acc_1`, undefined, { status: 404 })
  })
})

describe('where it is switched off', () => {
  it('answers 503 whatever is asked for, to whoever may ask', async () => {
    const closed = await startHouse()
    const { id } = await closed.account('instagram', { login: 'facebook' })
    for (const query of ['', `?accountId=${id}`, '?accountId=acc_456&limit=900']) {
      const path = `/v1/instagram/audio/search${query}`
      expect(await closed.call<Refusal>('GET', path, undefined, { status: 503 })).toMatchObject({
        error: { code: 'FEATURE_DISABLED' },
      })
      expect((await fetch(`${closed.url}${path}`)).status).toBe(401)
    }
  })
})
