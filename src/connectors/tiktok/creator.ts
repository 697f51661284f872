import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, Refused } from '../connector.js'
import { textOf } from '../values.js'
import { call, dataIn } from './api.js'
import { refusalOf } from './errors.js'
import { privacyLevels, type Options } from './options.js'

/** What TikTok says of the account right before it posts. */
export type Creator = {
  username: string | null
  offers: readonly string[]
  isClosedTo: { comment: boolean; duet: boolean; stitch: boolean }
  longestVideoMs: number
}

/** A refusal may come with status 200: the account cannot post now. */
export async function creatorOf(ctx: Pick<ConnectContext, 'http' | 'tokens'>): Promise<Creator | Refused> {
  const reply = await call(ctx, 'POST', '/post/publish/creator_info/query/')
  const data = dataIn(reply)
  return data === null ? refusalOf(reply) : creatorIn(data)
}

function creatorIn(data: JsonObject): Creator {
  const { privacy_level_options: offers, max_video_post_duration_sec: seconds } = data
  return {
    username: textOf(data['creator_username']),
    offers: Array.isArray(offers) ? offers.map(String) : [],
    isClosedTo: {
      comment: data['comment_disabled'] === true,
      duet: data['duet_disabled'] === true,
      stitch: data['stitch_disabled'] === true,
    },
    longestVideoMs: typeof seconds === 'number' ? seconds * 1_000 : Infinity,
  }
}

/** Who sees the post: as was chosen, else the most that the account offers; or why it cannot be so. */
export function privacyOf({ offers }: Creator, options: Options): string | Refused {
  const level = options.privacyLevel ?? privacyLevels.find((each) => offers.includes(each)) ?? 'SELF_ONLY'
  if (!offers.includes(level))
    return refusedSetting(
      `The account does not offer privacyLevel ${level}, but ${offers.join(', ')}. Choose one of these.`,
    )
  if (options.brandContent === true && level === 'SELF_ONLY')
    return refusedSetting('A paid partnership cannot be for the account alone. Choose another privacyLevel.')
  return level
}

function refusedSetting(message: string): Refused {
  return { kind: 'refused', cure: 'edit', error: { code: 'PUBLISH_ERROR', message } }
}

/** What others may do with a post: what was asked for and the account allows. TikTok wants all of it off otherwise. */
export function closedTo({ isClosedTo }: Creator, options: Options): Creator['isClosedTo'] {
  return {
    comment: isClosedTo.comment || options.allowComment !== true,
    duet: isClosedTo.duet || options.allowDuet !== true,
    stitch: isClosedTo.stitch || options.allowStitch !== true,
  }
}
