import { simulator } from '../../../src/connectors/snapchat/simulator/index.js'
import { startSimulator } from '../../support/simulator.js'
import { fixture, seal, snapchatClient, spotlight } from '../../support/snapchat.js'
import type { Calls, Network } from '../callers.js'

const film = await fixture('portrait-540x960-6s.mp4')

export async function startSnapchat(): Promise<Network> {
  const client = await startSimulator(simulator)
  const { signIn: consentAs, refresh } = snapchatClient(client)
  let serial = 0
  const signIn = async (): Promise<Calls> => {
    // An app of one's own each: twenty calls of one in a second are all there are.
    const client_id = `app${String((serial += 1))}`
    const { get, post, send, media, upload, tokens } = await consentAs(
      { tokenExpiresInSeconds: 86_400 },
      client_id,
    )
    const media_id = await media(film)
    const { body } = await post('/spotlights', spotlight(media_id))
    const posted = `/spotlights/${String((body as { spotlight_id: string }).spotlight_id)}`
    const { finalize_path } = await upload(seal(film))
    const later = async <T>(call: () => Promise<T>): Promise<T> => {
      await client.control.advance(3_000)
      return call()
    }
    return {
      publish: () => later(() => post('/spotlights', spotlight(media_id))),
      upload: () => later(() => send(finalize_path, { action: 'FINALIZE' })),
      refresh: () => refresh(tokens['refresh_token'], { client_id }),
      identity: () => later(() => get('')),
      find: () => later(() => get('/spotlights')),
      // Nobody comments through the API; the nearest that there is.
      comment: () => later(() => get('')),
      metrics: () => later(() => get(`${posted}/stats`)),
      status: () => later(() => get(posted)),
    }
  }
  return { client, signIn }
}
