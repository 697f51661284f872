import { z } from 'zod'
import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { isYes, type Call } from './endpoint.js'
import { draftOf, judge, tooLong } from './judge.js'
import { findAsset, pictureOf } from './media.js'
import { keepDraft } from './keep-draft.js'
import type { Picture, Post } from './post-table.js'
import { urlOf } from './present-post.js'
import { apiError, done, failure, refuse } from './replies.js'

const mostPictures = 20
const mostCaption = 180
const dayMs = 86_400_000

/** Galleries and polls come as JSON, and are answered with the full id under `id`. */
function bodyOf({ request: { json } }: Call): JsonObject | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined
}

const placeholder = (text: string, field: string): never => refuse(apiError('placeholder', text, field))

const galleryItem = z.object({
  media_id: z.string(),
  caption: z.string().default(''),
  outbound_url: z.string().default(''),
})

export function submitGallery(call: Call): SimReply {
  const body = bodyOf(call)
  // Without a body the server breaks.
  if (body === undefined) return failure(500)
  const draft = draftOf((name) => body[name], 'gallery')
  const { subreddit, flair } = judge(draft, call)
  const items = z.array(galleryItem).safeParse(body['items'] ?? [])
  if (!items.success) return apiError('INVALID_OPTION', 'that option is not valid', 'items')
  if (items.data.length < 2) placeholder('List is too short.', 'items')
  if (items.data.length > mostPictures) placeholder('List is too long.', 'items')
  if (new Set(items.data.map(({ media_id }) => media_id)).size < items.data.length) return failure(500)
  const pictures = items.data.map(({ media_id, caption, outbound_url }): Picture => {
    if ([...caption].length > mostCaption) tooLong(mostCaption, 'items')
    const asset = findAsset(media_id, call.world)
    if (asset?.userId !== call.user.id || asset.kind !== 'image' || asset.uploadedAt === null)
      return refuse(apiError('INVALID_OPTION', 'that option is not valid', 'items'))
    return { ...pictureOf(asset), caption, outboundUrl: outbound_url }
  })
  return created(keepDraft(call, draft, { ...marksOf(body, subreddit), flair, pictures }))
}

export function submitPoll(call: Call): SimReply {
  const body = bodyOf(call)
  if (body === undefined)
    return apiError(
      'JSON_PARSE_ERROR',
      'Sorry, something went wrong. Double-check things and try again.',
      'json',
    )
  const draft = draftOf((name) => body[name], 'poll')
  const { subreddit, flair } = judge(draft, call)
  const options = z.array(z.string().trim().min(1).max(120)).safeParse(body['options'])
  if (!options.success) return failure(500)
  if (options.data.length < 2)
    return apiError('TOO_FEW_OPTIONS', 'you need at least 2 poll options', 'options')
  if (options.data.length > 6) return apiError('INVALID_OPTION', 'that option is not valid', 'options')
  const days = daysOf(body['duration'])
  const endsAt = new Date(call.world.now().getTime() + days * dayMs).toISOString()
  const poll = { options: options.data, endsAt }
  return created(keepDraft(call, draft, { ...marksOf(body, subreddit), flair, poll }))
}

/** Numbers outside of 1 to 7 are taken as the nearest of them. */
function daysOf(duration: Json | undefined): number {
  if (typeof duration !== 'number') return placeholder('Missing value', 'duration')
  return Math.min(7, Math.max(1, Math.round(duration)))
}

function marksOf(
  body: JsonObject,
  { name, over18 }: { name: string; over18: boolean },
): Pick<Post, 'subreddit' | 'over18' | 'isSpoiler'> {
  return { subreddit: name, over18: over18 || isYes(body['nsfw']), isSpoiler: isYes(body['spoiler']) }
}

function created(made: Post): SimReply {
  return done({ url: urlOf(made), id: `t3_${made.id}` })
}
