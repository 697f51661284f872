import type { JsonObject } from '../../kit/json.js'
import { options as schema } from './options.js'

export type Kind = 'self' | 'link' | 'image' | 'video' | 'videogif' | 'gallery' | 'poll' | 'crosspost'

type Composed = { media: readonly { kind: string }[]; options: JsonObject }

/** What Reddit calls a post of these files and options. */
export function kindOf({ media, options }: Composed): Kind {
  const { poll, crosspostOf, url, videoGif } = schema.parse(options)
  if (poll !== undefined) return 'poll'
  if (crosspostOf !== undefined) return 'crosspost'
  if (media.some((file) => file.kind === 'video')) return videoGif === true ? 'videogif' : 'video'
  if (media.length > 0) return media.length === 1 ? 'image' : 'gallery'
  return url === undefined ? 'self' : 'link'
}

/** These are made some time after they were accepted, and the answer does not say which post it will be. */
export function isMadeLater(kind: Kind): boolean {
  return kind === 'image' || kind === 'video' || kind === 'videogif'
}
