import { createHash } from 'node:crypto'
import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, PublishContext, Refused, RenderedItem } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call } from './api.js'
import { flairNeeded, refusalOf } from './errors.js'
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
  const kindRefused = byAbout(kindOf(item), objectOf(objectOf(about.json)['data']), about)
  if (kindRefused !== null) return kindRefused
  const rules = await call(ctx, 'GET', `/api/v1/${subreddit}/post_requirements`)
  if (rules.status !== 200) return refusalOf(rules)
  const asked = objectOf(rules.json)
  if (asked['is_flair_required'] === true && schema.parse(item.options).flairId === undefined) {
    const { cure, ...error } = flairNeeded
    const flairs = await flairsOf(subreddit, ctx)
    return { kind: 'refused', cure, error: { ...error, details: { flairs } } }
  }
  return byRequirements(item, asked)
}

/** Changes with everything that the rules are about. */
export function fingerprint(item: RenderedItem, subreddit: string): string {
  const about = [subreddit, kindOf(item), wordsOf(item), item.options]
  return createHash('sha256').update(JSON.stringify(about)).digest('hex')
}

/** What is taken of each kind, by the member that says so, and the code that Reddit has for it. */
const takes: Partial<Record<Kind, [is: (about: JsonObject) => boolean, code: string, words: string]>> = {
  self: [({ submission_type: type }) => type !== 'link', 'NO_SELFS', 'text posts'],
  link: [({ submission_type: type }) => type !== 'self', 'NO_LINKS', 'links'],
  crosspost: [({ submission_type: type }) => type !== 'self', 'NO_LINKS', 'links'],
  image: [({ allow_images: is }) => is !== false, 'NO_IMAGES', 'images'],
  video: [({ allow_videos: is }) => is !== false, 'NO_VIDEOS', 'videos'],
  videogif: [({ allow_videos: is }) => is !== false, 'NO_VIDEOS', 'videos'],
  gallery: [({ allow_galleries: is }) => is !== false, 'GALLERIES_DISABLED', 'galleries'],
  poll: [({ allow_polls: is }) => is !== false, 'INVALID_OPTION', 'polls'],
}

function byAbout(kind: Kind, about: JsonObject, reply: PlatformReply): Refused | null {
  if (about['user_is_banned'] === true)
    return asRefused(reply, 'BANNED_FROM_SUBREDDIT', 'The subreddit has banned the account.')
  const [is, code, words] = takes[kind] ?? []
  if (is?.(about) !== false) return null
  return asRefused(reply, code ?? '', `The subreddit takes no ${words ?? kind}.`)
}

/** The same as if Reddit had answered the post with this error. */
function asRefused(reply: PlatformReply, code: string, message: string): Refused {
  return refusalOf({ ...reply, status: 200, json: { json: { errors: [[code, message, 'sr']] } } })
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
