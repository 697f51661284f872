import type { Json } from '../../kit/json.js'
import type { MediaFile, RenderedItem } from '../connector.js'
import type { Container, Fields } from '../containers.js'
import { largestImage } from './rules.js'
import { options as schema, parentIdOf, type Options } from './options.js'

/** One file of a carousel. */
export function childOf(item: RenderedItem, file: MediaFile): Container {
  const { spoilerMedia } = schema.parse(item.options)
  return { fields: { ...fileFields(file, spoilerMedia), is_carousel_item: 'true' }, file }
}

/** The post itself; `children`: the containers of its files, where there are several. */
export function containerOf(item: RenderedItem, children: readonly string[]): Container {
  const options = schema.parse(item.options)
  const [first = null] = item.media
  const shared: Fields = {
    text: item.text === '' ? undefined : item.text,
    reply_to_id: parentIdOf(item) ?? undefined,
    ...(item.sequence === 0 ? onlyFirst(options) : {}),
  }
  if (children.length > 0)
    return {
      fields: {
        media_type: 'CAROUSEL',
        ...shared,
        children: children.join(','),
        is_spoiler_media: flag(options.spoilerMedia),
      },
      file: null,
    }
  if (first !== null)
    return { fields: { ...fileFields(first, options.spoilerMedia), ...shared }, file: first }
  return {
    fields: { media_type: 'TEXT', ...shared, ...(item.sequence === 0 ? onlyText(options) : {}) },
    file: null,
  }
}

/** The address at which Threads fetches the file of a container. */
export async function fileAddress(file: MediaFile | null): Promise<Fields> {
  if (file === null) return {}
  if (file.kind === 'video') return { video_url: await file.publicUrl() }
  return {
    image_url: await file.publicUrl(file.sizeBytes > largestImage ? { maxBytes: largestImage } : undefined),
  }
}

function fileFields(file: MediaFile, isSpoiler: boolean | undefined): Fields {
  return {
    media_type: file.kind === 'video' ? 'VIDEO' : 'IMAGE',
    alt_text: file.altText === null || file.altText === '' ? undefined : file.altText,
    is_spoiler_media: flag(isSpoiler),
  }
}

/** What a thread has once, with its head. */
function onlyFirst(options: Options): Fields {
  return {
    quote_post_id: options.quote,
    reply_control: options.replyControl,
    enable_reply_approvals: flag(options.replyApprovals),
    topic_tag: options.topic,
    allowlisted_country_codes: options.countries?.join(','),
    text_entities: written(
      options.spoilers?.map(({ offset, length }) => ({ entity_type: 'SPOILER', offset, length })),
    ),
  }
}

/** What no post with media takes. */
function onlyText({ poll, link, gif, longText, ghost }: Options): Fields {
  const [a, b, c, d] = poll?.options ?? []
  return {
    link_attachment: link,
    poll_attachment: written(
      poll === undefined ? undefined : { option_a: a, option_b: b, option_c: c, option_d: d },
    ),
    gif_attachment: written(gif === undefined ? undefined : { gif_id: gif.id, provider: gif.provider }),
    text_attachment: written(
      longText === undefined ? undefined : { plaintext: longText.text, link_attachment_url: longText.link },
    ),
    is_ghost_post: flag(ghost),
  }
}

function written(value: Record<string, Json | undefined> | Json[] | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}

function flag(value: boolean | undefined): string | undefined {
  return value === true ? 'true' : undefined
}
