import type { JsonObject } from '../../kit/json.js'
import type { Draft, Issue, Limits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { listOf } from '../values.js'
import { lengthOf, longestTitle } from './options.js'
import { isShort } from './shape.js'
import { firstLine } from './title.js'

const captionTypes = ['application/x-subrip', 'text/vtt']

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 5_000, maxBytes: 5_000, unit: 'characters', optionalWithMedia: true },
  media: {
    required: true,
    max: 3,
    mixed: true,
    video: { max: 1, maxBytes: 274_877_906_944, maxMs: 12 * 3_600_000 },
    image: { max: 1, reencoded: true, mimeTypes: ['image/jpeg', 'image/png'] },
    document: { max: 1, maxBytes: 104_857_600, mimeTypes: captionTypes },
  },
  altText: null,
  thread: null,
  firstComment: true,
  contentTypes: ['VIDEO', 'REEL'],
}

export const rules: Rules = { limits, limitsFor, measure: lengthOf, check }

/** A channel without a verified phone number uploads a quarter of an hour at most. */
function limitsFor({ longUploads }: JsonObject): Limits {
  if (longUploads === undefined || longUploads === 'allowed') return limits
  const { media } = limits
  return { ...limits, media: { ...media, video: { max: 1, ...media.video, maxMs: 15 * 60_000 } } }
}

const place = (name: string): string => `platformMetadata.YOUTUBE.${name}`

function check(draft: Draft): Issue[] {
  return [
    ...checkFiles(draft),
    ...checkTitle(draft),
    ...checkCharacters(draft),
    ...checkTags(draft),
    ...checkShape(draft),
    ...checkSettings(draft),
    ...checkComment(draft),
  ]
}

/** A post is a video; an image beside it is its thumbnail. */
function checkFiles({ media }: Draft): Issue[] {
  if (media.length === 0) return []
  if (!media.some(({ kind }) => kind === 'video'))
    return [
      {
        severity: 'error',
        code: 'MEDIA_REQUIRED',
        field: 'media',
        message: 'YouTube takes no post without a video.',
      },
    ]
  if (!media.some(({ kind }) => kind === 'image')) return []
  return [
    {
      severity: 'warning',
      code: 'MEDIA_USED_AS_COVER',
      field: 'media',
      message: 'The image becomes the thumbnail of the video.',
    },
  ]
}

function checkTitle({ text, options }: Draft): Issue[] {
  if (options['title'] !== undefined) return []
  const line = firstLine(text)
  if (line === null)
    return [
      {
        severity: 'error',
        code: 'CONTENT_REQUIRED',
        field: place('title'),
        message: 'A video has a title: write a text, or give one here.',
      },
    ]
  if (lengthOf(line) <= longestTitle) return []
  return [
    {
      severity: 'warning',
      code: 'TITLE_SHORTENED',
      field: place('title'),
      message: `The first line of the text becomes the title, cut to ${String(longestTitle)} characters.`,
      suggestion: 'Give a title of your own.',
    },
  ]
}

function checkCharacters({ text, options }: Draft): Issue[] {
  const said: [field: string, value: unknown][] = [
    ['content', text],
    [place('title'), options['title']],
  ]
  return said
    .filter(([, value]) => typeof value === 'string' && /[<>]/.test(value))
    .map(([field]) => ({
      severity: 'error',
      code: 'CHARACTERS_NOT_ALLOWED',
      field,
      message: 'YouTube takes neither < nor > in titles and descriptions.',
    }))
}

const longestTags = 500

/** Commas count, and a tag with a space counts two more for its quotes. */
function checkTags({ options }: Draft): Issue[] {
  const tags = listOf(options['tags']).map(String)
  const actualLength =
    tags.reduce((sum, tag) => sum + lengthOf(tag) + (/\s/.test(tag) ? 2 : 0), 0) +
    Math.max(0, tags.length - 1)
  if (actualLength <= longestTags) return []
  return [
    {
      severity: 'error',
      code: 'TAGS_TOO_LONG',
      field: place('tags'),
      message: `The tags have ${String(actualLength)} characters in all, commas and quotes included; ${String(longestTags)} are allowed.`,
      details: { maxLength: longestTags, actualLength },
    },
  ]
}

function checkShape({ media, contentType }: Draft): Issue[] {
  const index = media.findIndex(({ kind }) => kind === 'video')
  const video = media[index]
  const short = video === undefined ? null : isShort(video)
  if (short === null || contentType === null || short === (contentType === 'REEL')) return []
  const message = short
    ? 'YouTube shows it as a Short: it is square or upright, and at most three minutes long.'
    : 'YouTube does not show it as a Short: those are square or upright, and at most three minutes long.'
  return [{ severity: 'warning', code: 'CONTENT_TYPE_IGNORED', field: `media.${String(index)}`, message }]
}

function checkSettings({ media, options }: Draft): Issue[] {
  const hasCaptions = media.some(({ kind }) => kind === 'document')
  const ignored: [name: string, is: boolean, message: string][] = [
    ['captionsLanguage', !hasCaptions, 'No captions are attached.'],
    ['captionsName', !hasCaptions, 'No captions are attached.'],
    ['playlistTitle', options['playlistId'] !== undefined, 'playlistId says which playlist it is.'],
  ]
  return ignored
    .filter(([name, is]) => is && options[name] !== undefined)
    .map(([name, , message]) => ({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: place(name),
      message,
    }))
}

function checkComment({ firstComment, options }: Draft): Issue[] {
  const isClosed = options['madeForKids'] === true || options['privacyStatus'] === 'private'
  if (firstComment === null || !isClosed) return []
  return [
    {
      severity: 'warning',
      code: 'COMMENTS_CLOSED',
      field: 'firstComment',
      message: 'A video that is private or made for kids takes no comments: the first one will fail.',
    },
  ]
}
