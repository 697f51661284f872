import { at, regular, startWhatsapp as startSimulated, whatsappClient } from '../support/whatsapp.js'
import type { Calls, Network } from './callers.js'

export async function startWhatsapp(): Promise<Network> {
  const client = await startSimulated()
  const { signIn: somebody } = whatsappClient(client)
  const signIn = async (): Promise<Calls> => {
    const { call, upload, send, phoneId, wabaId } = await somebody()
    const image = { link: at('portrait-4x5-1080x1350.jpg'), caption: 'Soup' }
    const week = 'analytics.start(1700000000).end(1700600000).granularity(DAY)'
    const other = () => call('GET', `/${phoneId}/groups`)
    return {
      publish: () => send(regular, { type: 'image', image }),
      upload: () => upload('card-1200x630.png'),
      // Tokens do not expire, nobody comments on a message, and files are ready at once; the nearest that there is.
      refresh: other,
      comment: other,
      identity: () => call('GET', `/${phoneId}`),
      find: () => call('GET', `/${phoneId}/message_history`),
      metrics: () => call('GET', `/${wabaId}?fields=${week}`),
      status: other,
    }
  }
  return { client, signIn }
}
