import type { Draft, Issue, Limits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { longest, upload, type Kind } from './api.js'
import { kindOf, lengthOf } from './options.js'

/** Bytes of a picture; a larger one is given as a smaller JPEG. */
export const largestPicture = 20_000_000
const shortestSpotlightMs = 6_000
const upright = 9 / 16

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: longest.description, unit: 'characters', optionalWithMedia: true },
  media: {
    required: true,
    max: 1,
    mixed: false,
    image: {
      max: 1,
      maxBytes: largestPicture,
      reencoded: true,
      minWidth: 540,
      minHeight: 960,
      mimeTypes: ['image/jpeg', 'image/png'],
    },
    video: {
      max: 1,
      maxBytes: upload.mostBytes,
      minMs: 5_000,
      maxMs: 60_000,
      minWidth: 540,
      minHeight: 960,
      videoCodecs: ['avc'],
      mimeTypes: ['video/mp4'],
    },
  },
  altText: null,
  thread: null,
  firstComment: false,
  contentTypes: ['IMAGE', 'VIDEO', 'REEL', 'STORY'],
}

export const rules: Rules = { limits, measure: lengthOf, isWordless, check }

/** A Story shows none, a Saved Story its title. */
function isWordless(draft: Draft): boolean {
  return draft.media.length > 0 && kindOf(draft) !== 'SPOTLIGHT'
}

function check(draft: Draft): Issue[] {
  if (draft.media.length === 0) return []
  const kind = kindOf(draft)
  return [...checkFile(draft, kind), ...checkWords(draft, kind), ...checkSettings(draft, kind)]
}

function checkFile({ media: [file] }: Draft, kind: Kind): Issue[] {
  if (file === undefined) return []
  if (kind === 'SPOTLIGHT' && file.kind === 'image')
    return [error('SETTINGS_CONTRADICT', place('type'), 'A Spotlight is a video; this is a picture.')]
  const issues: Issue[] = []
  const { durationMs, width, height } = file
  if (kind === 'SPOTLIGHT' && durationMs !== null && durationMs >= 5_000 && durationMs < shortestSpotlightMs)
    issues.push({
      ...error('DURATION_INVALID', 'media.0', 'A Spotlight has to be at least 6 seconds long.'),
      details: { durationMs },
    })
  if (width === null || height === null || Math.abs(width / height / upright - 1) <= 0.02) return issues
  const message = `The file is ${String(width)} × ${String(height)}; Snapchat shows 9:16, upright.`
  if (kind === 'SPOTLIGHT') return [...issues, error('ASPECT_RATIO_INVALID', 'media.0', message)]
  return [...issues, { severity: 'warning', code: 'ASPECT_RATIO_UNUSUAL', field: 'media.0', message }]
}

function checkWords({ text, options }: Draft, kind: Kind): Issue[] {
  const isEmpty = text.trim() === ''
  if (kind === 'SPOTLIGHT') return []
  if (kind === 'STORY' || options['title'] !== undefined) {
    if (isEmpty) return []
    const message =
      kind === 'STORY' ? 'A Story shows no text.' : 'A Saved Story shows its title alone, not the text.'
    return [{ severity: 'warning', code: 'TEXT_NOT_SHOWN', field: 'content', message }]
  }
  if (isEmpty)
    return [
      error('CONTENT_REQUIRED', place('title'), 'A Saved Story needs a title, or a text to take for it.'),
    ]
  const actualLength = lengthOf(text)
  if (actualLength <= longest.title) return []
  return [
    {
      ...error(
        'CONTENT_TOO_LONG',
        'content',
        `The text is ${String(actualLength)} characters long; as the title of a Saved Story, ${String(longest.title)} are allowed.`,
      ),
      suggestion: `Shorten it, or set ${place('title')}.`,
      details: { maxLength: longest.title, actualLength },
    },
  ]
}

const of: Record<string, Kind> = { title: 'SAVED_STORY', locale: 'SPOTLIGHT', skipSaveToProfile: 'SPOTLIGHT' }

function checkSettings({ options }: Draft, kind: Kind): Issue[] {
  return Object.entries(of)
    .filter(([name, its]) => options[name] !== undefined && its !== kind)
    .map(([name, its]) => ({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: place(name),
      message: its === 'SPOTLIGHT' ? 'This is for a Spotlight.' : 'This is for a Saved Story.',
    }))
}

function place(name: string): string {
  return `platformMetadata.SNAPCHAT.${name}`
}

function error(code: Issue['code'], field: string, message: string): Issue {
  return { severity: 'error', code, field, message }
}
