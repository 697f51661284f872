import type { FileFacts } from './file-facts.js'
import type { Media } from './media-table.js'
import type { PostKind } from './post-table.js'

const least = { width: 540, height: 960 }
const mostImageBytes = 20 * 1_024 * 1_024
const seconds: Record<PostKind, { least: number; most: number }> = {
  story: { least: 5, most: 60 },
  spotlight: { least: 6, most: 60 },
  saved_story: { least: 5, most: 60 },
}
/** Encoders round sides up to even numbers. */
const ratioLeeway = 0.02

/** Why a file cannot be such a post, in a sentence for people; null where it can. */
export function complaint({ facts, doom, type }: Media, kind: PostKind): string | null {
  if (doom !== null) return doom
  if (facts === null) return 'The media could not be decrypted and read.'
  return type === 'IMAGE' ? ofImage(facts, kind) : ofVideo(facts, kind)
}

function ofImage(facts: FileFacts, kind: PostKind): string | null {
  if (kind === 'spotlight') return 'The media of a Spotlight has to be a video.'
  if (!['image/jpeg', 'image/png'].includes(facts.type)) return 'The media has to be a JPEG or PNG image.'
  if (facts.bytes > mostImageBytes) return 'The media is larger than 20 MB.'
  return ofSize(facts)
}

function ofVideo(facts: FileFacts, kind: PostKind): string | null {
  const { codec, seconds: length, width, height } = facts
  const { least: shortest, most: longest } = seconds[kind]
  if (facts.type !== 'video/mp4') return 'The media has to be an MP4 video.'
  if (codec !== null && codec !== 'avc') return 'The video of the media has to be H.264.'
  if (length !== null && (length < shortest || length > longest))
    return `The media has to last ${String(shortest)} to ${String(longest)} seconds.`
  if (kind === 'spotlight' && width !== null && height !== null) {
    const ratio = (width * 16) / (height * 9)
    if (Math.abs(ratio - 1) > ratioLeeway) return 'The media has to have an aspect ratio of 9:16.'
  }
  return ofSize(facts)
}

function ofSize({ width, height }: FileFacts): string | null {
  const isLarge = (width ?? least.width) >= least.width && (height ?? least.height) >= least.height
  return isLarge ? null : 'The media has to be at least 540 by 960 pixels.'
}
