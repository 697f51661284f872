import { refuse } from '../../../sandbox/graph-api/refusal.js'

/** A container that is not ready yet, is used up, or never was. */
export function mediaNotFound(): never {
  return refuse(24, 'The requested resource does not exist', {
    subcode: 4_279_009,
    title: 'Media Not Found',
    userMessage: 'The media with this id cannot be found.',
  })
}
