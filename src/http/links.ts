import type { Config } from '../config.js'
import { presentUrl } from '../connectors/present-url.js'
import type { Seal } from '../kit/seal.js'
import { fileUrl } from '../media/links.js'
import type { Links } from '../posts/present-post.js'

type Given = { config: Pick<Config, 'mode' | 'publicUrl'>; seal: Seal }

/** Turns stored addresses into ones that a person can open from outside. */
export function createLinks({ config, seal }: Given): Links {
  const ours = { publicUrl: config.publicUrl, seal }
  return {
    platformUrl: (platform, url) => presentUrl(config, platform, url),
    mediaUrl: (file) =>
      file.storageKey === null && file.sourceUrl !== null
        ? file.sourceUrl
        : fileUrl(ours, { id: file.id, contentType: file.contentType ?? '' }, null),
    thumbnailUrl: (file) =>
      file.thumbnailKey === null
        ? null
        : fileUrl(ours, { id: file.id, contentType: file.contentType ?? '' }, null, 'thumbnails'),
  }
}
