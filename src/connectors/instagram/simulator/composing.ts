import type { Json, JsonObject } from '../../../kit/json.js'
import { parseJson } from '../../../kit/parse-json.js'
import type { Given } from '../../../sandbox/graph-api/given.js'
import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'
import { findTrack } from './audio.js'
import type { Call, Flavour } from './call.js'
import type { Media } from './media-table.js'
import { userNamed, type User } from './people.js'
import { rejected } from './replies.js'

export type MediaType = 'IMAGE' | 'VIDEO' | 'REELS' | 'STORIES' | 'CAROUSEL'
type Of = 'single' | 'child' | 'reel' | 'story' | 'carousel'

/** Which kinds take a parameter, by the documents' table; `only`: at one login. */
const table: Record<string, { of: readonly Of[]; only?: Flavour }> = {
  caption: { of: ['single', 'reel', 'carousel'] },
  alt_text: { of: ['single', 'child'] },
  children: { of: ['carousel'] },
  cover_url: { of: ['reel'] },
  thumb_offset: { of: ['reel'] },
  share_to_feed: { of: ['reel'] },
  collaborators: { of: ['single', 'reel', 'carousel'] },
  user_tags: { of: ['single', 'child', 'reel', 'story'] },
  location_id: { of: ['single', 'reel', 'carousel', 'story'] },
  audio_name: { of: ['reel'] },
  audio_configuration: { of: ['reel'], only: 'facebook' },
  trial_params: { of: ['reel'] },
  is_ai_generated: { of: ['single', 'reel', 'carousel', 'story'] },
  is_paid_partnership: { of: ['single', 'reel', 'carousel', 'story'], only: 'facebook' },
  branded_content_sponsor_ids: { of: ['single', 'reel', 'carousel', 'story'], only: 'facebook' },
  upload_type: { of: ['child', 'reel', 'story'], only: 'facebook' },
}

export function mediaTypeIn(given: Given): MediaType {
  const named = given.text('media_type')
  switch (named) {
    case '':
      return 'IMAGE'
    case 'REELS':
    case 'STORIES':
    case 'CAROUSEL':
      return named
    case 'VIDEO':
      // A film by itself is a reel.
      return given.flag('is_carousel_item')
        ? named
        : invalid('The VIDEO value for media_type is no longer supported. Use the REELS media type instead.')
    default:
      return refuse(100, 'Invalid parameter', {
        subcode: 2_207_023,
        title: 'Unknown media type',
        userMessage: `The media type ${named} is unknown.`,
      })
  }
}

/** What goes together. */
export function checkParameters(mediaType: MediaType, { given, flavour }: Call): void {
  const isChild = given.flag('is_carousel_item')
  if (isChild && mediaType !== 'IMAGE' && mediaType !== 'VIDEO')
    invalid(`Param is_carousel_item cannot be used with media_type ${mediaType}`)
  const kinds = {
    IMAGE: 'single',
    VIDEO: 'child',
    REELS: 'reel',
    STORIES: 'story',
    CAROUSEL: 'carousel',
  } as const
  const kind: Of = isChild ? 'child' : kinds[mediaType]
  for (const [name, { of, only }] of Object.entries(table)) {
    if (!given.has(name)) continue
    if (!of.includes(kind)) invalid(`Param ${name} is not available for this kind of media`)
    if (only !== undefined && only !== flavour) invalid(`Param ${name} is not available with Instagram Login`)
  }
  if (given.has('product_tags'))
    refuse(100, 'Invalid parameter', {
      subcode: 2_207_037,
      title: 'Product tags',
      userMessage: 'Could not add all product tags. The account has no catalogue.',
    })
  if (given.has('alt_text') && mediaType === 'VIDEO') invalid('Param alt_text is available for images only')
  if (given.has('alt_text') && given.text('alt_text').length > 1_000)
    invalid('Param alt_text must be at most 1000 characters long')
}

const maxCaption = 2_200
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

export function captionIn(given: Given): string {
  const caption = given.text('caption').trim()
  if (caption.length > maxCaption || count(caption, /(?<![\p{L}\p{N}_&])#[\p{L}\p{N}_]+/gu) > 30)
    rejected(
      36_004,
      2_207_010,
      'The submitted caption is too long. It can have 2200 characters, 30 hashtags and 20 @ tags.',
      'Caption too long',
    )
  if (count(caption, /(?<![\w.])@[\w.]+/g) > 20) tooManyTags()
  return caption
}

function tooManyTags(): never {
  return refuse(100, 'Invalid parameter', {
    subcode: 2_207_040,
    title: 'Too many tags',
    userMessage: 'Cannot use more than 20 tags per created media.',
  })
}

export function collaboratorsIn({ given, world }: Call, author: User): Media['collaborators'] {
  const names = namesIn(given, 'collaborators')
  if (names.length > 3) invalid('Param collaborators must have at most 3 usernames')
  return names.map((name) => {
    const username = usernameOf(name, 'collaborators')
    if (username === author.username) invalid('Param collaborators must not name the author')
    return { id: userNamed(username, world)?.id ?? null, username, status: 'Pending' }
  })
}

const usernameOf = (name: Json, parameter: string): string =>
  typeof name === 'string' && /^[\w.]{1,30}$/.test(name)
    ? name.toLowerCase()
    : invalid(`Param ${parameter}: ${JSON.stringify(name)} is no username`)

/** What a page says of the extras; what they must look like is checked on the way. */
export function notesOf(mediaType: MediaType, { given }: Call): string[] {
  const notes: string[] = []
  const tags = tagsIn(given, mediaType === 'IMAGE')
  if (tags.length > 0) notes.push(`With ${tags.map((name) => `@${name}`).join(', ')}`)
  if (given.has('location_id')) {
    const id = given.text('location_id')
    if (!/^\d{5,}$/.test(id))
      refuse(100, 'INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID', {
        title: 'Invalid location',
        userMessage: 'The location is no Page of Facebook with a place.',
      })
    notes.push(`At place ${id}`)
  }
  if (given.has('audio_configuration')) notes.push(soundOf(given))
  if (given.has('audio_name')) notes.push(`Original sound: ${given.text('audio_name')}`)
  if (given.has('trial_params')) {
    const { graduation_strategy: strategy, ...rest } = objectIn(given, 'trial_params')
    if ((strategy !== 'MANUAL' && strategy !== 'SS_PERFORMANCE') || Object.keys(rest).length > 0)
      invalid('Param trial_params[graduation_strategy] must be one of {MANUAL, SS_PERFORMANCE}')
    notes.push('A trial: shown to people who do not follow')
  }
  if (given.has('cover_url')) notes.push('Has a cover of its own')
  if (given.flag('is_ai_generated')) notes.push('AI info')
  if (given.flag('is_paid_partnership')) notes.push('Paid partnership')
  if (given.has('branded_content_sponsor_ids')) {
    const ids = namesIn(given, 'branded_content_sponsor_ids')
    if (ids.length > 2 || !ids.every((id) => /^\d+$/.test(id)))
      invalid('Param branded_content_sponsor_ids must be a list of at most 2 ids')
    notes.push(`Sponsored by ${ids.join(', ')}`)
  }
  return notes
}

/** Pictures are tagged at a place. */
function tagsIn(given: Given, isImage: boolean): string[] {
  if (!given.has('user_tags')) return []
  const tags = parseJson(given.text('user_tags'))
  if (!Array.isArray(tags)) return invalid('Param user_tags must be an array')
  if (tags.length > 20) tooManyTags()
  return tags.map((tag) => {
    const { username = null, x, y } = (typeof tag === 'object' && tag !== null ? tag : {}) as JsonObject
    const isPlace = [x, y].every((each) => typeof each === 'number' && each >= 0 && each <= 1)
    if (isImage && !isPlace) invalid('Param user_tags: x and y must be between 0.0 and 1.0')
    return usernameOf(username, 'user_tags')
  })
}

function soundOf(given: Given): string {
  const {
    audio_id: id,
    audio_volume: music = 100,
    video_volume: film = 100,
    ...rest
  } = objectIn(given, 'audio_configuration')
  const [strange] = Object.keys(rest)
  if (strange !== undefined) invalid(`Param audio_configuration has no ${strange}`)
  const track = typeof id === 'string' ? findTrack(id) : undefined
  if (track === undefined) return invalid('Param audio_configuration[audio_id] is not a valid audio')
  if (
    ![music, film].every((volume) => Number.isInteger(volume) && Number(volume) >= 0 && Number(volume) <= 100)
  )
    invalid('Param audio_configuration: volumes must be between 0 and 100')
  return `Sound: ${track.title} · ${track.artist}`
}

/** A JSON array, or a list with commas. */
export function namesIn(given: Given, name: string): string[] {
  const text = given.text(name)
  const list = text.trimStart().startsWith('[') ? parseJson(text) : text.split(',').map((each) => each.trim())
  if (!Array.isArray(list)) return invalid(`Param ${name} must be an array`)
  return list.map((each) => String(each)).filter((each) => each !== '')
}

function objectIn(given: Given, name: string): JsonObject {
  const value = parseJson(given.text(name))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return invalid(`Param ${name} must be a JSON object`)
  return value
}
