import type { Json } from '../../../kit/json.js'
import { objectOf } from './method.js'
import { array, blob, firstOf, integer, object, string, union, type Check } from './schema.js'

/** A server that runs today still holds to a million bytes, whatever the newest schema says. */
const imageBytes = 1_000_000
const image = ['image/*'] as const

const strongRef = object({ uri: string({ format: 'at-uri' }), cid: string({ format: 'cid' }) }, [
  'uri',
  'cid',
])
const aspectRatio = object({ width: integer(1), height: integer(1) }, ['width', 'height'])
const images = object(
  {
    images: array(
      object({ image: blob(image, imageBytes), alt: string(), aspectRatio }, ['image', 'alt']),
      4,
    ),
  },
  ['images'],
)
const gallery = object(
  {
    items: array(
      union({
        'app.bsky.embed.gallery#image': object(
          { image: blob(image, imageBytes), alt: string(), aspectRatio },
          ['image', 'alt', 'aspectRatio'],
        ),
      }),
      20,
    ),
  },
  ['items'],
)
const video = object(
  {
    video: blob(['video/mp4'], 300_000_000),
    captions: array(
      object({ lang: string({ format: 'language' }), file: blob(['text/vtt'], 20_000) }, ['lang', 'file']),
      20,
    ),
    alt: string(),
    aspectRatio,
    presentation: string(),
  },
  ['video'],
)
const external = object(
  {
    external: object(
      {
        uri: string({ format: 'uri' }),
        title: string(),
        description: string(),
        thumb: blob(image, 1_000_000),
      },
      ['uri', 'title', 'description'],
    ),
  },
  ['external'],
)
const record = object({ record: strongRef }, ['record'])
const media = {
  'app.bsky.embed.images': images,
  'app.bsky.embed.gallery': gallery,
  'app.bsky.embed.video': video,
  'app.bsky.embed.external': external,
}
const facet = object(
  {
    index: object({ byteStart: integer(0), byteEnd: integer(0) }, ['byteStart', 'byteEnd']),
    features: array(
      union({
        'app.bsky.richtext.facet#mention': object({ did: string({ format: 'did' }) }, ['did']),
        'app.bsky.richtext.facet#link': object({ uri: string({ format: 'uri' }) }, ['uri']),
        'app.bsky.richtext.facet#tag': object({ tag: string({ maxBytes: 640, maxGraphemes: 64 }) }, ['tag']),
      }),
    ),
  },
  ['index', 'features'],
)

const shape = object(
  {
    text: string({ maxBytes: 3_000, maxGraphemes: 300 }),
    facets: array(facet),
    reply: object({ root: strongRef, parent: strongRef }, ['root', 'parent']),
    embed: union({
      ...media,
      'app.bsky.embed.record': record,
      'app.bsky.embed.recordWithMedia': object({ record, media: union(media) }, ['record', 'media']),
    }),
    langs: array(string({ format: 'language' }), 3),
    labels: union({
      'com.atproto.label.defs#selfLabels': object(
        { values: array(object({ val: string({ maxBytes: 128 }) }, ['val']), 10) },
        ['values'],
      ),
    }),
    tags: array(string({ maxBytes: 640, maxGraphemes: 64 }), 8),
    createdAt: string({ format: 'datetime' }),
  },
  ['text', 'createdAt'],
)

const post: Check = (value, path, blobs) =>
  firstOf([() => shape(value, path, blobs), () => checkFacets(objectOf(value), path)])

/**
 * The network takes facets that point at nothing, and every client then drops them. Refused here, so that offsets
 * counted in anything but UTF-8 bytes cannot pass unseen.
 */
function checkFacets(value: { [name: string]: Json | undefined }, path: string): string | null {
  const text = Buffer.from(String(value['text']))
  const facets = Array.isArray(value['facets']) ? value['facets'].map(objectOf) : []
  const ranges = facets.map((each, index) => {
    const { byteStart, byteEnd } = objectOf(each['index'])
    const features = Array.isArray(each['features']) ? each['features'].map(objectOf) : []
    return { index, start: Number(byteStart), end: Number(byteEnd), features }
  })
  const sorted = [...ranges].sort((a, b) => a.start - b.start)
  return firstOf(
    sorted.map((range, place) => () => {
      const at = `at ${path}.facets[${String(range.index)}].index`
      if (range.end <= range.start || range.end > text.length) return `facet outside of the text ${at}`
      if (range.start < (sorted[place - 1]?.end ?? 0)) return `facets overlap ${at}`
      const slice = text.subarray(range.start, range.end)
      if (!slice.equals(Buffer.from(slice.toString('utf8')))) return `facet cuts a character in two ${at}`
      return range.features.every((feature) => stands(feature, slice.toString('utf8')))
        ? null
        : `facet is not on its words (got ${JSON.stringify(slice.toString('utf8'))}) ${at}`
    }),
  )
}

/** A link may stand on any words; a mention and a hashtag stand on their own. */
function stands(feature: { [name: string]: Json | undefined }, words: string): boolean {
  switch (feature['$type']) {
    case 'app.bsky.richtext.facet#mention':
      return words.startsWith('@')
    case 'app.bsky.richtext.facet#tag':
      return /^[#＃]/.test(words) && words.slice(1) === feature['tag']
    default:
      return words.trim() === words
  }
}

const gate = (members: Record<string, Check>): Check =>
  object({ post: string({ format: 'at-uri' }), createdAt: string({ format: 'datetime' }), ...members }, [
    'post',
    'createdAt',
  ])

/** Collections whose records this server understands; all of them are kept under a TID. */
export const collections: Record<string, Check> = {
  'app.bsky.feed.post': post,
  'app.bsky.feed.threadgate': gate({
    allow: array(union({}), 5),
    hiddenReplies: array(string({ format: 'at-uri' }), 300),
  }),
  'app.bsky.feed.postgate': gate({
    embeddingRules: array(union({}), 5),
    detachedEmbeddingUris: array(string({ format: 'at-uri' }), 50),
  }),
}
