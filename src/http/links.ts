import type { Config } from '../config.js'
import { presentUrl } from '../connectors/present-url.js'
import type { Links } from '../posts/present-post.js'

/** Turns stored addresses into ones that a person can open from outside. */
export function createLinks(config: Pick<Config, 'mode' | 'publicUrl'>): Links {
  return {
    platformUrl: (platform, url) => presentUrl(config, platform, url),
    mediaUrl: (file) =>
      file.storageKey === null && file.sourceUrl !== null
        ? file.sourceUrl
        : `${config.publicUrl}/media/${file.id}`,
    thumbnailUrl: (file) =>
      file.thumbnailKey === null ? null : `${config.publicUrl}/media/${file.id}/thumbnail`,
  }
}
