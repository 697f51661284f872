import type { Json } from '../../kit/json.js'
import type { MediaFile, RenderedItem } from '../connector.js'
import type { Container, Fields } from '../containers.js'
import { kindOf } from './kind.js'
import { options as schema, type Options } from './options.js'
import { largestImage } from './rules.js'

/** One file of a carousel. */
export function childOf(item: RenderedItem, file: MediaFile, index: number): Container {
  const isVideo = file.kind === 'video'
  return {
    fields: {
      media_type: isVideo ? 'VIDEO' : undefined,
      is_carousel_item: 'true',
      ...(isVideo ? {} : altTextOf(file)),
      user_tags: tagsOf(schema.parse(item.options), index, isVideo),
    },
    file,
  }
}

/** The post itself; `children`: the containers of its files, of a carousel. */
export function containerOf(item: RenderedItem, children: readonly string[]): Container {
  const options = schema.parse(item.options)
  const [file = null] = item.media
  const isVideo = file?.kind === 'video'
  switch (kindOf(item)) {
    case 'carousel':
      return {
        fields: { media_type: 'CAROUSEL', children: children.join(','), ...shared(item, options) },
        file: null,
      }
    case 'reel':
      return {
        fields: {
          media_type: 'REELS',
          ...shared(item, options),
          user_tags: tagsOf(options, 0, true),
          ...onlyReel(options),
        },
        file,
      }
    case 'image':
      return {
        fields: {
          ...shared(item, options),
          ...(file === null ? {} : altTextOf(file)),
          user_tags: tagsOf(options, 0, false),
        },
        file,
      }
    case 'story':
      return {
        fields: {
          media_type: 'STORIES',
          user_tags: tagsOf(options, 0, isVideo || !arePlaced(options)),
          ...labels(options),
        },
        file,
      }
  }
}

/** The address at which Instagram fetches the file of a container: a picture is given as a JPEG, whatever it is. */
export async function fileAddress(file: MediaFile | null): Promise<Fields> {
  if (file === null) return {}
  if (file.kind === 'video') return { video_url: await file.publicUrl() }
  const isTaken = file.contentType === 'image/jpeg' && file.sizeBytes <= largestImage
  return { image_url: await file.publicUrl(isTaken ? undefined : { maxBytes: largestImage }) }
}

function altTextOf({ altText }: MediaFile): Fields {
  return { alt_text: altText === null || altText === '' ? undefined : altText }
}

/** What every post in the feed may have. */
function shared({ text }: RenderedItem, options: Options): Fields {
  return {
    caption: text === '' ? undefined : text,
    collaborators: written(options.collaborators),
    location_id: options.locationId,
    ...labels(options),
  }
}

function labels({ aiGenerated, paidPartnership, sponsors }: Options): Fields {
  return {
    is_ai_generated: flag(aiGenerated),
    is_paid_partnership: flag(paidPartnership),
    branded_content_sponsor_ids: written(sponsors),
  }
}

function onlyReel({ shareToFeed, coverUrl, thumbOffsetMs, audioName, audio, trial }: Options): Fields {
  return {
    share_to_feed: flag(shareToFeed),
    // In ASCII, as Instagram wants it.
    cover_url: coverUrl === undefined ? undefined : new URL(coverUrl).href,
    thumb_offset: thumbOffsetMs === undefined ? undefined : String(thumbOffsetMs),
    audio_name: audioName,
    audio_configuration: written(
      audio === undefined
        ? undefined
        : { audio_id: audio.id, audio_volume: audio.volume, video_volume: audio.videoVolume },
    ),
    trial_params: written(trial === undefined ? undefined : { graduation_strategy: trial }),
  }
}

/** The tags of one file; where time passes over them, they have no place. */
function tagsOf({ userTags = [] }: Options, index: number, isPlaceless: boolean): string | undefined {
  const tags = userTags.filter(({ media = 0 }) => media === index)
  if (tags.length === 0) return undefined
  return written(tags.map(({ username, x, y }) => (isPlaceless ? { username } : { username, x, y })))
}

function arePlaced({ userTags = [] }: Options): boolean {
  return userTags.every(({ x, y }) => x !== undefined && y !== undefined)
}

function written(
  value: Record<string, Json | undefined> | readonly unknown[] | undefined,
): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}

function flag(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}
