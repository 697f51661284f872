import type { Config } from '../config.js'
import type { Links } from '../posts/present-post.js'

/** Turns stored addresses into ones that a person can open from outside. */
export function createLinks(config: Pick<Config, 'mode' | 'publicUrl' | 'sandboxUrl'>): Links {
  const sandbox = config.mode === 'sandbox' ? (config.sandboxUrl ?? config.publicUrl) : null
  return {
    platformUrl(platform, url) {
      if (sandbox === null || !url.startsWith('https://')) return url
      return `${sandbox}/sandbox/${platform}/${url.slice('https://'.length)}`
    },
    mediaUrl: (file) =>
      file.storageKey === null && file.sourceUrl !== null
        ? file.sourceUrl
        : `${config.publicUrl}/media/${file.id}`,
    thumbnailUrl: (file) =>
      file.thumbnailKey === null ? null : `${config.publicUrl}/media/${file.id}/thumbnail`,
  }
}
