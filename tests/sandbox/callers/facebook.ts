import { simulator } from '../../../src/connectors/facebook/simulator/index.js'
import { at, facebookClient, files, fixture, textOf } from '../../support/facebook.js'
import { startSimulator } from '../../support/simulator.js'
import type { Calls, Network } from '../callers.js'

const film = await fixture('rotated-90-1280x720-4s.mp4')
let serial = 0

export async function startFacebook(): Promise<Network> {
  const client = await startSimulator(simulator, files)
  const { person, prolong, sendBytes } = facebookClient(client)
  const signIn = async (): Promise<Calls> => {
    const somebody = await person()
    const page = await somebody.asPage()
    const reel = await page.post(`${page.id}/video_reels`, { upload_phase: 'start' })
    await sendBytes(textOf(reel, 'upload_url'), page.token, film)
    const publish = () => page.post(`${page.id}/feed`, { message: `Post ${String((serial += 1))}` })
    const posted = textOf(await publish(), 'id')
    return {
      publish,
      comment: () => page.post(`${posted}/comments`, { message: `Comment ${String((serial += 1))}` }),
      upload: () => page.post(`${page.id}/photos`, { url: at('card-1200x630.png'), published: 'false' }),
      refresh: () => prolong(somebody.token),
      identity: () => somebody.get('me'),
      find: () => page.get(`${page.id}/published_posts`),
      metrics: () => page.get(`${posted}/insights`, { metric: 'post_media_view' }),
      status: () => page.get(textOf(reel, 'video_id'), { fields: 'status' }),
    }
  }
  return { client, signIn }
}
