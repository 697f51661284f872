import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { readChannel, uploadsIn } from './channel.js'

/** Whose channel it is; one unit of the day's quota. */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const read = await readChannel(ctx, 'id,snippet,contentDetails,status')
    if ('refusal' in read) {
      const { cure, error } = read.refusal
      return cure === 'wait' ? { kind: 'unreachable', error } : { kind: 'dead', error }
    }
    return read.channel === null ? noChannel : described(read.channel)
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

const noChannel: IdentityAnswer = {
  kind: 'dead',
  error: {
    code: 'PERMISSION_DENIED',
    message: 'The Google account has no YouTube channel. Make one at youtube.com, then connect it again.',
  },
}

function described(channel: JsonObject): IdentityAnswer {
  const id = textOf(channel['id'])
  if (id === null) throw new Error('YouTube told of a channel without its id')
  const snippet = objectOf(channel['snippet'])
  const thumbnails = objectOf(snippet['thumbnails'])
  const [large, small] = [objectOf(thumbnails['high']), objectOf(thumbnails['default'])]
  return {
    kind: 'ok',
    identity: {
      remoteId: id,
      // Older channels may have no handle.
      username: textOf(snippet['customUrl']),
      displayName: textOf(snippet['title']),
      avatarUrl: textOf(large['url']) ?? textOf(small['url']),
      accountType: 'creator',
      data: {
        uploads: uploadsIn(channel),
        longUploads: textOf(objectOf(channel['status'])['longUploadsStatus']) ?? 'allowed',
      },
    },
  }
}
