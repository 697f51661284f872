import { createHash } from 'node:crypto'
import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, PublishContext, Refused, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { call } from './api.js'
import { foreseen, refusalOf } from './errors.js'
import { kindOf, type Kind } from './kind.js'
import { options as schema } from './options.js'
import { wordsOf } from './words.js'

/**
 * What of a post the rules of its subreddit would refuse, before anything is uploaded; null where nothing is known to
 * stand in the way. What else its moderators ask for Reddit says itself when the post is sent.
 */
export async function communityRefusal(
  item: RenderedItem,
  subreddit: string,
  ctx: PublishContext,
): Promise<Refused | null> {
  const about = await call(ctx, 'GET', `/r/${subreddit}/about`)
  if (about.status !== 200) return refusalOf(about)
  const kindRefused = byAbout(kindOf(item), objectOf(objectOf(about.json)['data']))
  if (kindRefused !== null) return kindRefused
  const rules = await call(ctx, 'GET', `/api/v1/${subreddit}/post_requirements`)
  if (rules.status !== 200) return refusalOf(rules)
  const asked = objectOf(rules.json)
  if (asked['is_flair_required'] === true && schema.parse(item.options).flairId === undefined) {
    const refusal = foreseen('SUBMIT_VALIDATION_FLAIR_REQUIRED')
    const flairs = await flairsOf(subreddit, ctx)
    return { ...refusal, error: { ...refusal.error, details: { flairs } } }
  }
  return byRequirements(item, asked)
}

/** Changes with everything that the rules are about. */
export function fingerprint(item: RenderedItem, subreddit: string): string {
  const about = [subreddit, kindOf(item), wordsOf(item), item.options]
  return createHash('sha256').update(JSON.stringify(about)).digest('hex')
}

/** Whether a kind is taken, by the member that says so, and what it is refused with if not. */
const takes: Record<Kind, [is: (about: JsonObject) => boolean, code: string]> = {
  self: [({ submission_type: type }) => type !== 'link', 'NO_SELFS'],
  link: [({ submission_type: type }) => type !== 'self', 'NO_LINKS'],
  crosspost: [({ submission_type: type }) => type !== 'self', 'NO_LINKS'],
  image: [({ allow_images: is }) => is !== false, 'NO_IMAGES'],
  video: [({ allow_videos: is }) => is !== false, 'NO_VIDEOS'],
  videogif: [({ allow_videos: is }) => is !== false, 'NO_VIDEOS'],
  gallery: [({ allow_galleries: is }) => is !== false, 'GALLERIES_DISABLED'],
  poll: [({ allow_polls: is }) => is !== false, 'NO_POLLS'],
}

function byAbout(kind: Kind, about: JsonObject): Refused | null {
  if (about['user_is_banned'] === true) return foreseen('BANNED_FROM_SUBREDDIT')
  const [is, code] = takes[kind]
  return is(about) ? null : foreseen(code)
}

function byRequirements(item: RenderedItem, asked: JsonObject): Refused | null {
  const { title, body } = wordsOf(item)
  const policy = asked['body_restriction_policy']
  const broken: [is: boolean, message: string][] = [
    [policy === 'notAllowed' && body !== '', 'The subreddit takes titles alone: leave the text out.'],
    [
      policy === 'required' && kindOf(item) === 'self' && body === '',
      'The subreddit takes no title alone: write a text, too.',
    ],
    ...lengthsOf('title', title, asked['title_text_min_length'], asked['title_text_max_length']),
    ...(body === ''
      ? []
      : lengthsOf('text', body, asked['body_text_min_length'], asked['body_text_max_length'])),
  ]
  const message = broken.find(([is]) => is)?.[1]
  if (message === undefined) return null
  return { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message } }
}

function lengthsOf(
  what: string,
  text: string,
  min: JsonObject[string],
  max: JsonObject[string],
): [boolean, string][] {
  const length = [...text].length
  return [
    [
      typeof min === 'number' && length < min,
      `The subreddit wants at least ${String(min)} characters in the ${what}; there are ${String(length)}.`,
    ],
    [
      typeof max === 'number' && length > max,
      `The subreddit wants at most ${String(max)} characters in the ${what}; there are ${String(length)}.`,
    ],
  ]
}

/** The flairs that people may give their own posts; none where they may not, or it is not told. */
export async function flairsOf(
  subreddit: string,
  ctx: Pick<ConnectContext, 'http' | 'tokens' | 'app'>,
): Promise<JsonObject[]> {
  const reply = await call(ctx, 'GET', `/r/${subreddit}/api/link_flair_v2`)
  if (reply.status !== 200 || !Array.isArray(reply.json)) return []
  return reply.json
    .map(objectOf)
    .filter((flair) => flair['mod_only'] !== true)
    .map(({ id, text, text_editable: editable }) => ({
      id: textOf(id),
      text: textOf(text),
      editable: editable === true,
    }))
}
