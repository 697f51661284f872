import type { SimReply } from '../../../sandbox/simulator.js'
import { hosts, page, type Call, type Endpoint } from './call.js'
import { digitsOf, type Location } from './people.js'
import { locationIn } from './posts.js'
import { nameOf, photoHost } from './present-post.js'

/** Pictures of the place itself. */
export const locationMediaEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    host: hosts.posts,
    path: '/v4/accounts/:account/locations/:location/media',
    operation: 'identity',
    parameters: ['pageSize', 'pageToken'],
    handle: list,
  },
]

const categories = ['EXTERIOR', 'COVER', 'LOGO']

const photoIdOf = (category: string, { id }: Location): string => `AF1Qip${digitsOf(`${category} of ${id}`)}`

/** The picture that stands for a location. */
export const logoOf = (location: Location): string => photoIdOf('LOGO', location)

function list(call: Call): SimReply {
  const location = locationIn(call)
  const all = categories.map((category) => {
    const id = photoIdOf(category, location)
    return {
      name: `${nameOf(location)}/media/${id}`,
      mediaFormat: 'PHOTO',
      locationAssociation: { category },
      googleUrl: `https://${photoHost}/p/${id}`,
      thumbnailUrl: `https://${photoHost}/p/${id}=s300`,
      createTime: '2025-01-07T10:00:00Z',
      dimensions: { widthPixels: 720, heightPixels: 720 },
    }
  })
  const { rows: mediaItems, around } = page(call.request, all, { most: 2_500, usual: 100 })
  return { status: 200, body: { mediaItems, totalMediaItemCount: all.length, ...around } }
}
