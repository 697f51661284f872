import type { Draft, Issue, Limits } from '../../domain/rules.js'
import type { JsonObject } from '../../kit/json.js'
import type { Rules } from '../connector.js'
import { objectOf } from '../values.js'

const mostLinks = 5

/** Bytes of a picture; a larger one is given as a smaller JPEG. */
export const largestImage = 8_000_000

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 500, unit: 'characters', optionalWithMedia: true },
  media: {
    required: false,
    max: 20,
    mixed: true,
    image: {
      max: 20,
      maxBytes: largestImage,
      reencoded: true,
      maxRatio: 10,
      mimeTypes: ['image/jpeg', 'image/png'],
    },
    video: {
      max: 20,
      maxBytes: 1_000_000_000,
      maxMs: 300_000,
      maxWidth: 1_920,
      minRatio: 0.01,
      maxRatio: 10,
      minFrameRate: 23,
      maxFrameRate: 60,
      videoCodecs: ['avc', 'hevc'],
      mimeTypes: ['video/mp4', 'video/quicktime'],
    },
  },
  altText: { max: 1_000 },
  thread: { max: 25 },
  firstComment: true,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL', 'THREAD'],
}

export const rules: Rules = { limits, measure, check }

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const shownAsEmoji = /\p{Emoji_Presentation}|\uFE0F|\u20E3/u
const utf8 = new TextEncoder()

/** Characters; an emoji counts its bytes: 4 and more. README.md, "Limits". */
export function measure(text: string): number {
  // Of these each counts one, and asking the segmenter takes a hundred times as long.
  if (/^[\x20-\x7e\n]*$/.test(text)) return text.length
  let length = 0
  for (const { segment } of graphemes.segment(text))
    length += shownAsEmoji.test(segment) ? utf8.encode(segment).length : [...segment].length
  return length
}

function check(draft: Draft): Issue[] {
  return [
    ...checkLinks(draft),
    ...checkTextOnly(draft),
    ...checkTogether(draft),
    ...checkSpoilers(draft),
    ...checkTopics(draft),
  ]
}

function fault(code: Issue['code'], field: string, message: string, details?: JsonObject): Issue {
  return { severity: 'error', code, field, message, ...(details === undefined ? {} : { details }) }
}

const option = (name: string): string => `platformMetadata.THREADS.${name}`

/** Threads counts different addresses, those of cards among them. */
function checkLinks({ text, thread, firstComment, options }: Draft): Issue[] {
  const cards = [options['link'], objectOf(options['longText'])['link']].map(String)
  const parts: [field: string, text: string, more: string[]][] = [
    ['content', text, cards],
    ...thread.map((part, index): [string, string, string[]] => [
      `threadPosts.${String(index)}.content`,
      part.text,
      [],
    ]),
    ['firstComment', firstComment ?? '', []],
  ]
  return parts.flatMap(([field, part, more]) => {
    const links = new Set([...linksIn(part), ...more.filter((each) => /^https?:/.test(each))])
    if (links.size <= mostLinks) return []
    const message = `There are ${String(links.size)} different links; Threads takes ${String(mostLinks)} in a post.`
    return [fault('TOO_MANY_LINKS', field, message, { maxItems: mostLinks, actualItems: links.size })]
  })
}

function linksIn(text: string): string[] {
  return (text.match(/(?:https?:\/\/|\bwww\.)[^\s<>"']+/gi) ?? []).map((each) =>
    each.replace(/[.,;:!?)]+$/, ''),
  )
}

const textOnly = ['poll', 'link', 'gif', 'longText', 'ghost'] as const

function isSet(options: JsonObject, name: string): boolean {
  return options[name] !== undefined && options[name] !== false
}

function checkTextOnly({ media, options }: Draft): Issue[] {
  if (media.length === 0) return []
  return textOnly
    .filter((name) => isSet(options, name))
    .map((name) =>
      name === 'poll'
        ? fault('POLL_WITH_MEDIA', option(name), 'A poll takes no media.')
        : fault('OPTION_WITH_MEDIA', option(name), `Threads takes ${name} in posts without media only.`),
    )
}

/** What Threads does not take in one post. Source: README.md, "What can be posted". */
const apart: readonly (readonly [string, string])[] = [
  ['poll', 'link'],
  ['poll', 'longText'],
  ...[
    'poll',
    'link',
    'gif',
    'longText',
    'inReplyTo',
    'quote',
    'topic',
    'replyControl',
    'replyApprovals',
    'countries',
  ].map((other) => ['ghost', other] as const),
]

function checkTogether({ options, thread }: Draft): Issue[] {
  const issues = apart
    .filter(([one, other]) => isSet(options, one) && isSet(options, other))
    .map(([one, other]) =>
      fault('OPTIONS_NOT_TOGETHER', option(other), `Threads does not take ${one} and ${other} in one post.`),
    )
  if (isSet(options, 'link') && objectOf(options['longText'])['link'] !== undefined)
    issues.push(
      fault(
        'OPTIONS_NOT_TOGETHER',
        option('longText.link'),
        'A post with a link card takes no other under its long text.',
      ),
    )
  if (isSet(options, 'ghost') && thread.length > 0)
    issues.push(
      fault(
        'OPTIONS_NOT_TOGETHER',
        option('ghost'),
        'Nothing can be put under a post that goes after a day.',
      ),
    )
  return issues
}

function checkSpoilers({ text, media, thread, options }: Draft): Issue[] {
  const issues: Issue[] = []
  const spoilers = Array.isArray(options['spoilers']) ? options['spoilers'].map(objectOf) : []
  const length = [...text].length
  for (const [index, { offset, length: count }] of spoilers.entries()) {
    if (Number(offset) + Number(count) <= length) continue
    const message = `The text ends after ${String(length)} characters, before this part of it does.`
    issues.push(
      fault('SPOILER_INVALID', option(`spoilers.${String(index)}`), message, { actualLength: length }),
    )
  }
  const hasMedia = media.length > 0 || thread.some((part) => part.media.length > 0)
  if (isSet(options, 'spoilerMedia') && !hasMedia)
    issues.push({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: option('spoilerMedia'),
      message: 'There are no media to hide.',
    })
  return issues
}

/** One topic a post: the one that is named, else the first # of the text. */
function checkTopics({ text, options }: Draft): Issue[] {
  const tags = text.match(/(?<=^|\s)#[\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu) ?? []
  if (tags.length <= (isSet(options, 'topic') ? 0 : 1)) return []
  return [
    {
      severity: 'warning',
      code: 'HASHTAGS_IGNORED',
      field: 'content',
      message: 'Threads makes one topic of a post: further words with # are plain text there.',
    },
  ]
}
