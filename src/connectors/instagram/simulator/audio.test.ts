import { beforeEach, describe, expect, it } from 'vitest'
import {
  codesOf,
  files,
  film,
  graph,
  instagramClient,
  refusalOf,
  type Person,
} from '../../../../tests/support/instagram.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator, files)
const { get, person } = instagramClient(client)
let ann: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person('instagram', { username: 'ann' })
})

describe('10: the search for audio', () => {
  it('finds tracks, some without an address; without words, what is trending', async () => {
    const bob = await person('facebook', { username: 'bob' })
    const search = async (more: Record<string, string>) => {
      const answer = await bob.get('ig_audio', { user_id: bob.id, audio_type: 'music', ...more })
      return (answer.body as { audio: JsonObject[] }).audio
    }
    const all = await search({})
    expect(all.length).toBeGreaterThan(2)
    expect(new Set(all.map((track) => track['download_url'] === null))).toEqual(new Set([true, false]))
    expect((await search({ search_query: 'SLOW boat' })).map(({ title }) => title)).toEqual(['Slow Boat'])
    const [sound] = await search({ audio_type: 'original_sound' })
    expect(sound).toMatchObject({ ig_username: expect.any(String) as string, audio_type: 'original_sound' })
    const id = String(all[0]?.['audio_id'])
    expect((await bob.get(id)).body).toEqual(all[0])
    const reel = {
      ...film,
      audio_configuration: JSON.stringify({ audio_id: id, audio_volume: 80, video_volume: 20 }),
    }
    await bob.publish(reel)
    expect(codesOf(await bob.get('ig_audio', { user_id: ann.id, audio_type: 'music' }))).toEqual([100, 33])
  })

  it('is refused for tokens of Instagram’s login', async () => {
    const query = { audio_type: 'music', user_id: ann.id, access_token: ann.token }
    expect(refusalOf(await get(`${graph.facebook}/ig_audio`, query))).toEqual([401, 190, undefined])
    expect(
      codesOf(
        await client.call('GET', `${graph.instagram}/ig_audio?${new URLSearchParams(query).toString()}`),
      ),
    ).toEqual([100, 33])
    const audio_configuration = '{"audio_id":"1870000000000000"}'
    expect(codesOf(await ann.post(`${ann.id}/media`, { ...film, audio_configuration }))).toEqual([
      100,
      undefined,
    ])
  })
})
