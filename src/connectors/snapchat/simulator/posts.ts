import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { SimReply } from '../../../sandbox/simulator.js'
import { parsed, type Call, type Endpoint } from './call.js'
import { complaint } from './judge-file.js'
import { findMedia, isBeingPosted, isExpired, isProcessing, keepMedia, type Media } from './media-table.js'
import { inSeconds } from './people.js'
import { keepPost, postIdOf, postingMs, type Post, type PostKind } from './post-table.js'
import { failure, listed, ok, Refusal, refuse } from './replies.js'

const path = '/v1/public_profiles/:profile'

export const postEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: `${path}/stories`, operation: 'publish', dawdles: true, handle: story },
  { method: 'POST', path: `${path}/spotlights`, operation: 'publish', dawdles: true, handle: spotlight },
  { method: 'POST', path: `${path}/saved_stories`, operation: 'publish', dawdles: true, handle: savedStory },
]

const longestDescription = 160
const longestTitle = 45
const secondsOf = { ONE_DAY: 86_400, TWO_DAYS: 172_800, THREE_DAYS: 259_200, ONE_WEEK: 604_800 }

const storyBody = z.strictObject({
  media_id: z.string(),
  customized_ttl: z.enum(['ONE_DAY', 'TWO_DAYS', 'THREE_DAYS', 'ONE_WEEK']).default('ONE_DAY'),
})
const spotlightBody = z.strictObject({
  media_id: z.string(),
  description: z
    .string()
    .refine((text) => text.length <= longestDescription, 'has more than 160 characters')
    .default(''),
  locale: z.string().regex(/^[a-z]{2}_[A-Z]{2}$/),
  skip_save_to_profile: z.boolean().default(false),
})
const savedStoryBody = z.strictObject({
  saved_stories: z.tuple([
    z.strictObject({
      title: z.string(),
      snap_sources: z.tuple([z.strictObject({ media_id: z.string() })]),
    }),
  ]),
})

/** Nobody is told its id. */
async function story(call: Call): Promise<SimReply> {
  const { media_id, customized_ttl: ttl } = parsed(storyBody, call.request)
  return answered(async () => {
    await make(call, media_id, { kind: 'story', expiresAt: inSeconds(secondsOf[ttl], call.world) })
    return ok()
  })
}

async function spotlight(call: Call): Promise<SimReply> {
  const { media_id, description, locale, skip_save_to_profile } = parsed(spotlightBody, call.request)
  return answered(async () => {
    const { id } = await make(call, media_id, {
      kind: 'spotlight',
      text: description,
      locale,
      savesToProfile: !skip_save_to_profile,
    })
    return ok({ spotlight_id: id })
  })
}

/** What is wrong with one is said of it, in the list. */
async function savedStory(call: Call): Promise<SimReply> {
  const [{ title, snap_sources: sources }] = parsed(savedStoryBody, call.request).saved_stories
  return answered(async () => {
    if (title === '' || title.length > longestTitle)
      return refusedInList(new Refusal(200, 'INVALID_REQUEST', 'The title has to have 1 to 45 characters.'))
    try {
      const { id } = await make(call, sources[0].media_id, { kind: 'saved_story', text: title })
      return ok({ saved_stories: listed('saved_story', [{ id, title }]) })
    } catch (error) {
      if (error instanceof Refusal && error.code === 'INVALID_MEDIA') return refusedInList(error)
      throw error
    }
  })
}

export function refusedInList({ code, message }: Refusal): SimReply {
  return failure(
    { status: 200, code, message },
    { saved_stories: [{ sub_request_status: 'ERROR', sub_request_error_reason: message }] },
  )
}

/** That a media is over, or on its way, comes with 200. */
async function answered(post: () => Promise<SimReply>): Promise<SimReply> {
  try {
    return await post()
  } catch (error) {
    if (error instanceof Refusal && ['MEDIA_EXPIRED', alreadyInProgress.code].includes(error.code))
      return failure({ status: 200, code: error.code, message: error.message })
    throw error
  }
}

export const alreadyInProgress = new Refusal(
  200,
  'MEDIA_POSTING_ALREADY_IN_PROGRESS',
  'A post of this media is already in progress.',
)

/** What becomes of a media that was posted before is documented nowhere: it is posted again. */
async function make(
  { user, request, world }: Call,
  mediaId: string,
  given: Pick<Post, 'kind'> & Partial<Post>,
): Promise<Post> {
  const media = readyMedia({ user, request, world }, mediaId, given.kind)
  const createdAt = world.now().toISOString()
  keepMedia({ ...media, postingUntil: '9999' }, world)
  await request.dawdle?.()
  const post: Post = {
    profileId: user.id,
    accountId: request.accountId,
    mediaId,
    mediaType: media.type,
    facts: media.facts,
    text: '',
    locale: null,
    savesToProfile: true,
    expiresAt: null,
    isRejected: false,
    ...given,
    id: postIdOf(given.kind, randomUUID()),
    createdAt,
  }
  keepPost(post, world)
  keepMedia({ ...media, postingUntil: inSeconds(postingMs / 1_000, world) }, world)
  return post
}

function readyMedia({ user, world }: Call, mediaId: string, kind: PostKind): Media {
  const media = findMedia(mediaId, world)
  if (media?.profileId !== user.id) return refuse(400, 'INVALID_REQUEST', 'There is no such media_id.')
  if (isExpired(media, world)) refuse(400, 'MEDIA_EXPIRED', 'The media has expired.')
  if (media.finalizedAt === null) refuse(400, 'INVALID_REQUEST', 'The media_id has not been finalized.')
  if (isProcessing(media, world)) refuse(400, 'MEDIA_PROCESSING', 'The media is still being processed.')
  const sentence = complaint(media, kind)
  if (sentence !== null) refuse(400, 'INVALID_MEDIA', sentence)
  if (isBeingPosted(media, world)) throw alreadyInProgress
  return media
}
