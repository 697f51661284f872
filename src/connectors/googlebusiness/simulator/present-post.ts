import type { JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { placeOf } from './locations.js'
import type { Location } from './people.js'
import type { Photo } from './photos.js'
import { stateOf, type Post } from './post-table.js'

export const pageHost = 'local.google.com'
export const photoHost = 'lh3.googleusercontent.com'

export const nameOf = ({ accountId, id }: Pick<Location, 'accountId' | 'id'>): string =>
  `accounts/${accountId}/locations/${id}`

export function urlOf({ id, location }: Pick<Post, 'id' | 'location'>): string {
  return `https://${pageHost}/place?id=${placeOf(location)}&use=posts&lpsid=${id}`
}

/** As reading gives it: what is not set is not there. */
export function presentPost(post: Post, world: SimWorld): JsonObject {
  const { id, location, given, photos, createdAt, updatedAt } = post
  return {
    name: `${nameOf(location)}/localPosts/${id}`,
    languageCode: 'en',
    ...(given as JsonObject),
    ...(photos.length === 0 ? {} : { media: photos.map((photo) => presentPhoto(photo, post)) }),
    state: stateOf(post, world),
    createTime: createdAt,
    updateTime: updatedAt,
    searchUrl: urlOf(post),
  }
}

function presentPhoto({ id, sourceUrl, description, width, height }: Photo, post: Post): JsonObject {
  return {
    name: `${nameOf(post.location)}/media/localPosts/${id}`,
    mediaFormat: 'PHOTO',
    sourceUrl,
    googleUrl: `https://${photoHost}/p/${id}`,
    thumbnailUrl: `https://${photoHost}/p/${id}=s300`,
    createTime: post.createdAt,
    dimensions: { widthPixels: width, heightPixels: height },
    ...(description === null ? {} : { description }),
  }
}
