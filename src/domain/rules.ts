import type { FindingCode } from '../../contract/finding-codes.js'
import type { JsonObject } from '../kit/json.js'

/** Something a rule has to say about a draft. Errors stop creation; warnings come back with the reply. */
export type Issue = {
  severity: 'error' | 'warning'
  code: FindingCode
  message: string
  /** The request field at fault. */
  field?: string
  /** What to do instead. */
  suggestion?: string
  details?: JsonObject
}

export type DraftMedia = {
  id: string | null
  kind: 'image' | 'gif' | 'video' | 'document'
  contentType: string | null
  /** null: not known yet; rules on it then stay silent. */
  sizeBytes: number | null
  width: number | null
  height: number | null
  durationMs: number | null
  videoCodec?: string | null
  frameRate?: number | null
  altText?: string | null
}

/** What is about to be posted on one network: the text after overrides, and everything known about the media. */
export type Draft = {
  text: string
  contentType: string | null
  media: readonly DraftMedia[]
  thread: readonly { text: string; media: readonly DraftMedia[] }[]
  firstComment: string | null
  options: JsonObject
}

export type MediaLimits = {
  /** How many in one post. */
  max: number
  maxBytes?: number
  mimeTypes?: readonly string[]
  /** width / height */
  minRatio?: number
  maxRatio?: number
  minWidth?: number
  minHeight?: number
  maxWidth?: number
  maxHeight?: number
  maxPixels?: number
  minMs?: number
  maxMs?: number
  minFrameRate?: number
  maxFrameRate?: number
  videoCodecs?: readonly string[]
  /** Larger than maxBytes is mended by us (re-encoded), so that it is no error. */
  reencoded?: boolean
}

/** A network's limits as data; every connector names the source beside them. */
export type Limits = {
  text: {
    max: number
    maxBytes?: number
    unit: 'characters' | 'graphemes' | 'weighted characters'
    optionalWithMedia: boolean
    /** Options of which one alone is something to post, so that no text is needed beside it. */
    optionalWith?: readonly string[]
  }
  /** A missing kind is not accepted by the network. */
  media: {
    required: boolean
    max: number
    mixed: boolean
    /** All images of a post have the same width and height. */
    sameSize?: true
    image?: MediaLimits
    gif?: MediaLimits
    video?: MediaLimits
    document?: MediaLimits
  }
  /** `shared`: a post has one, made of those of its files. */
  altText: { max: number; shared?: true } | null
  /** null: the network has no threads; part one goes out alone. */
  thread: { max: number } | null
  firstComment: boolean
  /** What may be hinted at; a document has no hint. */
  contentTypes: readonly ('TEXT' | 'IMAGE' | 'VIDEO' | 'CAROUSEL' | 'THREAD' | 'STORY' | 'REEL')[]
  /** Of polls, where they differ from account to account. */
  poll?: PollLimits
}

export type PollLimits = { maxOptions: number; maxLength: number; minSeconds: number; maxSeconds: number }

/** What one network allows: limits as data, and how it counts. */
export type Rules = {
  limits: Limits
  /** Limits of one account, where they are read from the network (Mastodon's instances). */
  limitsFor?: (data: JsonObject) => Limits
  /** Length of a text as this network counts. */
  measure: (text: string) => number
  /** Whether the network shows no text of such a post: `check` warns of it, and it breaks no rule. Absent: never. */
  isWordless?: (draft: Draft) => boolean
  /** What data cannot say. Pure; runs on create and validate. */
  check?: (draft: Draft, limits: Limits) => Issue[]
}
