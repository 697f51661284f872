import { simulator as instagramSimulator } from '../../../src/connectors/instagram/simulator/index.js'
import { dataOf, files, instagramClient, photo } from '../../support/instagram.js'
import { startSimulator } from '../../support/simulator.js'
import type { Calls, Network } from '../callers.js'

export async function startInstagram(): Promise<Network> {
  const client = await startSimulator(instagramSimulator, files)
  const { person, refresh } = instagramClient(client)
  const signIn = async (): Promise<Calls> => {
    const { id, token, container, get, post } = await person()
    // Only a token of a day can be refreshed.
    await client.control.advance(86_400_000)
    const ready = await Promise.all(Array.from({ length: 12 }, () => container(photo)))
    await client.control.advance(600)
    const asked = await container(photo)
    const publish = () => post(`${id}/media_publish`, { creation_id: ready.pop() ?? '' })
    const [posted] = dataOf(await get(`${id}/media`))
    return {
      publish,
      comment: () => post(`${String(posted?.['id'])}/comments`, { message: 'More below' }),
      upload: () => post(`${id}/media`, photo),
      refresh: () => refresh(token),
      identity: () => get('me'),
      find: () => get(`${id}/media`),
      metrics: () => get(`${id}/content_publishing_limit`),
      status: () => get(asked, { fields: 'status_code,status' }),
    }
  }
  return { client, signIn }
}
