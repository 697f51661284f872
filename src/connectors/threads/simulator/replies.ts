import { refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply } from '../../../sandbox/simulator.js'

/** A container that is not ready yet, is used up, or never was. */
export function mediaNotFound(): never {
  return refuse(24, 'The requested resource does not exist', {
    subcode: 4_279_009,
    title: 'Media Not Found',
    userMessage: 'The media with this id cannot be found.',
  })
}

/** The token endpoints' own envelope. */
export function oauthFailure(message: string): SimReply {
  return { status: 400, body: { error_type: 'OAuthException', code: 400, error_message: message } }
}
