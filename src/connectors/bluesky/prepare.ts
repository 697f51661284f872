import type { JsonObject } from '../../kit/json.js'
import type { Prepared, PublishContext, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'
import { facetsOf, findMarks } from './facets.js'
import { options as schema } from './options.js'
import { createdAt } from './record-key.js'
import { replyTo } from './reply-to.js'
import { uploadImage, NotPrepared, type Uploaded } from './uploads.js'
import { uploadVideo } from './video.js'
import { onPds, postCollection } from './xrpc.js'

/** The whole record, made once: what is sent under one key must be the same every time. */
export type Plan = { record: JsonObject }

/** Uploads the media, looks up who is mentioned, and writes the record. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const options = schema.parse(item.options)
  const isFirst = item.sequence === 0
  try {
    const embed = await embedOf(item, isFirst ? options.card : undefined, ctx)
    if ('kind' in embed) return embed
    const facets = await facetsIn(item, ctx)
    const reply = replyTo(item.previous)
    const record: JsonObject = {
      $type: postCollection,
      text: item.text,
      createdAt: createdAt(item),
      ...(facets.length === 0 ? {} : { facets }),
      ...(embed.embed === null ? {} : { embed: embed.embed }),
      ...(reply === null ? {} : { reply }),
      ...(options.langs === undefined ? {} : { langs: options.langs }),
      ...(isFirst && options.tags !== undefined ? { tags: options.tags } : {}),
      ...(options.labels === undefined
        ? {}
        : {
            labels: {
              $type: 'com.atproto.label.defs#selfLabels',
              values: options.labels.map((val) => ({ val })),
            },
          }),
    }
    const plan: Plan = { record }
    return { kind: 'ready', plan }
  } catch (error) {
    if (error instanceof NotPrepared) return error.prepared
    throw error
  }
}

type Card = { url: string; title: string; description?: string | undefined }

async function embedOf(
  item: RenderedItem,
  card: Card | undefined,
  ctx: PublishContext,
): Promise<{ embed: JsonObject | null } | Prepared> {
  const [first] = item.media
  if (first !== undefined && first.kind !== 'image') {
    const uploaded = await uploadVideo(item, 0, first, ctx)
    if ('kind' in uploaded) return uploaded
    return {
      embed: {
        $type: 'app.bsky.embed.video',
        video: uploaded.blob,
        ...(first.altText === null || first.altText === '' ? {} : { alt: first.altText }),
        ...aspectRatio(first),
        ...(first.kind === 'gif' ? { presentation: 'gif' } : {}),
      },
    }
  }
  const images: { uploaded: Uploaded; alt: string }[] = []
  for (const [index, file] of item.media.entries())
    images.push({ uploaded: await uploadImage(item, index, file, ctx), alt: file.altText ?? '' })
  if (card !== undefined) return { embed: cardEmbed(card, images[0]?.uploaded.blob) }
  if (images.length === 0) return { embed: null }
  return {
    embed: {
      $type: 'app.bsky.embed.images',
      images: images.map(({ uploaded, alt }) => ({ alt, image: uploaded.blob, ...aspectRatio(uploaded) })),
    },
  }
}

function cardEmbed(card: Card, thumb: JsonObject | undefined): JsonObject {
  return {
    $type: 'app.bsky.embed.external',
    external: {
      uri: card.url,
      title: card.title,
      description: card.description ?? '',
      ...(thumb === undefined ? {} : { thumb }),
    },
  }
}

/** Clients keep the place free while an image loads. */
function aspectRatio({ width, height }: { width: number | null; height: number | null }): JsonObject {
  return width === null || height === null ? {} : { aspectRatio: { width, height } }
}

/** Who is mentioned is looked up once and kept: a handle that changes hands must not change the record. */
async function facetsIn(item: RenderedItem, ctx: PublishContext): Promise<JsonObject[]> {
  const marks = findMarks(item.text)
  const handles = [...new Set(marks.flatMap((mark) => (mark.kind === 'mention' ? [mark.handle] : [])))]
  if (handles.length === 0) return facetsOf(item.text, marks, () => null)
  const dids = await ctx.step(`mentions-${String(item.sequence)}`, handles.join(' '), async () => {
    const known: Record<string, string> = {}
    for (const handle of handles) {
      const did = await resolveHandle(handle, ctx)
      if (did !== null) known[handle] = did
    }
    return known
  })
  return facetsOf(item.text, marks, (handle) => dids[handle] ?? null)
}

/** Null where nobody has the handle: it stays plain text. A server that is out of order is asked again. */
async function resolveHandle(handle: string, ctx: PublishContext): Promise<string | null> {
  const reply = await ctx.http({
    method: 'GET',
    url: onPds(ctx, 'com.atproto.identity.resolveHandle'),
    query: { handle },
  })
  if (reply.status === 429 || reply.status >= 500) throw new NotPrepared(refusalOf(reply, ctx.now))
  return reply.status === 200 ? textOf(objectOf(reply.json)['did']) : null
}
