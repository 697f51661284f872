import type { Json, JsonObject } from '../../../kit/json.js'
import { responseTo } from '../../../sandbox/past.js'
import type { SimPost, SimWorld } from '../../../sandbox/simulator.js'
import { findBlob } from './blobs.js'
import { objectOf, textOf } from './method.js'
import { postCollection, recordAt, repliesTo, writtenBy, type StoredRecord } from './records.js'
import { allUsers, avatarOf, userOf, type User } from './users.js'

/** A post as the network's views show it. */
export function presentPost(record: StoredRecord, world: SimWorld): Json {
  const author = userOf(record.did, world)
  const embed = presentEmbed(record.did, objectOf(record.value['embed']), world)
  const { replies, reposts, likes } = record.counts ?? countsNow(record, world)
  return {
    uri: record.uri,
    cid: record.cid,
    author: author === undefined ? null : presentAuthor(author),
    record: record.value,
    ...(embed === null ? {} : { embed }),
    bookmarkCount: 0,
    replyCount: replies + repliesTo(record.uri, world).size,
    repostCount: reposts,
    likeCount: likes,
    quoteCount: 0,
    indexedAt: record.writtenAt,
    labels: [],
  }
}

function countsNow({ uri, writtenAt }: StoredRecord, world: SimWorld): NonNullable<StoredRecord['counts']> {
  const { likes, shares } = responseTo(uri, new Date(writtenAt), world.now())
  return { replies: 0, reposts: shares, likes }
}

function presentAuthor(user: User): Json {
  return {
    did: user.id,
    handle: user.username,
    displayName: user.displayName,
    avatar: avatarOf(user),
    createdAt: user.createdAt,
    labels: [],
  }
}

function presentEmbed(did: string, embed: JsonObject, world: SimWorld): Json {
  const type = textOf(embed['$type'])
  switch (type) {
    case 'app.bsky.embed.images':
      return { $type: `${type}#view`, images: list(embed['images']).map((each) => presentImage(did, each)) }
    case 'app.bsky.embed.gallery':
      return {
        $type: `${type}#view`,
        items: list(embed['items']).map((each) => {
          const { thumb = null, ...rest } = presentImage(did, each)
          return { $type: `${type}#viewImage`, thumbnail: thumb, ...rest }
        }),
      }
    case 'app.bsky.embed.video': {
      const cid = cidIn(embed['video'])
      const base = `https://video.bsky.app/watch/${encodeURIComponent(did)}/${cid}`
      return {
        $type: `${type}#view`,
        cid,
        playlist: `${base}/playlist.m3u8`,
        thumbnail: `${base}/thumbnail.jpg`,
        ...picked(embed, ['alt', 'aspectRatio', 'presentation']),
      }
    }
    case 'app.bsky.embed.external': {
      const external = objectOf(embed['external'])
      const thumb = external['thumb'] === undefined ? {} : { thumb: imageUrl(did, external['thumb']) }
      return {
        $type: `${type}#view`,
        external: { ...picked(external, ['uri', 'title', 'description']), ...thumb },
      }
    }
    case 'app.bsky.embed.record':
      return { $type: `${type}#view`, record: presentQuote(embed, world) }
    case 'app.bsky.embed.recordWithMedia':
      return {
        $type: `${type}#view`,
        record: { record: presentQuote(objectOf(embed['record']), world) },
        media: presentEmbed(did, objectOf(embed['media']), world),
      }
    default:
      return null
  }
}

function presentQuote(embed: JsonObject, world: SimWorld): Json {
  const uri = textOf(objectOf(embed['record'])['uri'])
  const record = recordAt(uri, world)
  const author = record === undefined ? undefined : userOf(record.did, world)
  if (record === undefined || author === undefined)
    return { $type: 'app.bsky.embed.record#viewNotFound', uri, notFound: true }
  return {
    $type: 'app.bsky.embed.record#viewRecord',
    uri: record.uri,
    cid: record.cid,
    author: presentAuthor(author),
    value: record.value,
    indexedAt: record.writtenAt,
  }
}

function presentImage(did: string, image: JsonObject): JsonObject {
  const url = imageUrl(did, image['image'])
  return {
    thumb: url.replace('feed_fullsize', 'feed_thumbnail'),
    fullsize: url,
    ...picked(image, ['alt', 'aspectRatio']),
  }
}

function imageUrl(did: string, blob: Json | undefined): string {
  return `https://cdn.bsky.app/img/feed_fullsize/plain/${did}/${cidIn(blob)}@jpeg`
}

function cidIn(blob: Json | undefined): string {
  return textOf(objectOf(objectOf(blob)['ref'])['$link'])
}

function picked(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const])),
  )
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

/** What everybody can see, for the sandbox's list and the post's own page. */
export function asPublic(record: StoredRecord, world: SimWorld): SimPost {
  const linked = objectOf(objectOf(record.value['embed'])['external'])
  const labels = list(objectOf(record.value['labels'])['values']).map(({ val }) => textOf(val))
  return {
    accountId: record.accountId,
    userId: record.did,
    remoteId: record.uri,
    url: `https://bsky.app/profile/${record.did}/post/${record.rkey}`,
    text: textOf(record.value['text']),
    media: mediaOf(record.did, objectOf(record.value['embed']), world),
    parentId: record.parentUri,
    createdAt: record.writtenAt,
    ...(textOf(linked['uri']) === ''
      ? {}
      : {
          card: {
            url: textOf(linked['uri']),
            title: textOf(linked['title']),
            description: textOf(linked['description']),
          },
        }),
    ...(labels.length === 0 ? {} : { notes: [`Content warning: ${labels.join(', ')}`] }),
  }
}

function mediaOf(did: string, embed: JsonObject, world: SimWorld): SimPost['media'] {
  const type = textOf(embed['$type'])
  if (type === 'app.bsky.embed.recordWithMedia') return mediaOf(did, objectOf(embed['media']), world)
  if (type === 'app.bsky.embed.video') {
    const blob = findBlob(did, cidIn(embed['video']), world)
    const shape = objectOf(embed['aspectRatio'])
    return [
      {
        kind: embed['presentation'] === 'gif' ? 'gif' : 'video',
        altText: textOf(embed['alt']) || null,
        width: numberOf(shape['width']),
        height: numberOf(shape['height']),
        bytes: blob?.size ?? 0,
        ...(blob === undefined ? {} : { file: blob.cid }),
      },
    ]
  }
  const images = list(embed[type === 'app.bsky.embed.gallery' ? 'items' : 'images'])
  return images.map((image) => {
    const blob = findBlob(did, cidIn(image['image']), world)
    return {
      kind: 'image',
      altText: textOf(image['alt']) || null,
      width: blob?.width ?? null,
      height: blob?.height ?? null,
      bytes: blob?.size ?? 0,
      ...(blob === undefined ? {} : { file: blob.cid }),
    }
  })
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null
}

export function publicPosts(world: SimWorld): SimPost[] {
  return allUsers(world)
    .flatMap((user) => writtenBy(user.id, postCollection, world))
    .map((record) => asPublic(record, world))
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
}
