import { simulator } from '../../../src/connectors/youtube/simulator/index.js'
import { startSimulator } from '../../support/simulator.js'
import { api, fixture, sessionOf, youtubeClient } from '../../support/youtube.js'
import type { Calls, Network } from '../callers.js'

const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const client_id = 'sandbox'

export async function startYoutube(): Promise<Network> {
  const client = await startSimulator(simulator)
  const { signIn: consentAs, refresh } = youtubeClient(client)
  const signIn = async (): Promise<Calls> => {
    const { id, tokens, call, get, begin, put, video } = await consentAs({}, { client_id })
    const posted = await video(film)
    const sessions = await Promise.all(
      Array.from({ length: 20 }, async () => sessionOf(await begin(film.length))),
    )
    const snippet = { videoId: posted, topLevelComment: { snippet: { textOriginal: 'More below' } } }
    return {
      publish: () => put(sessions.pop() ?? '', film),
      upload: () => begin(film.length),
      refresh: () => refresh(tokens['refresh_token'], { client_id }),
      identity: () => get('channels', { part: 'id', mine: 'true' }),
      find: () => get('playlistItems', { part: 'id', playlistId: id.replace(/^UC/, 'UU') }),
      metrics: () => get('videos', { part: 'statistics', id: posted }),
      comment: () => call('POST', `${api}/commentThreads?part=snippet`, { json: { snippet } }),
      status: () => get('videos', { part: 'status', id: posted }),
    }
  }
  return { client, signIn }
}
