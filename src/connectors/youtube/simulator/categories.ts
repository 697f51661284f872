import type { SimReply } from '../../../sandbox/simulator.js'
import { invalid, type Call, type Endpoint } from './call.js'
import { list } from './lists.js'
import { withTag } from './replies.js'

/** By id; those that only films which are sold have are left out. */
const categories: Record<string, string> = {
  '1': 'Film & Animation',
  '2': 'Autos & Vehicles',
  '10': 'Music',
  '15': 'Pets & Animals',
  '17': 'Sports',
  '19': 'Travel & Events',
  '20': 'Gaming',
  '22': 'People & Blogs',
  '23': 'Comedy',
  '24': 'Entertainment',
  '25': 'News & Politics',
  '26': 'Howto & Style',
  '27': 'Education',
  '28': 'Science & Technology',
  '29': 'Nonprofits & Activism',
}
/** Known, and for nobody to choose. */
const closed: Record<string, string> = { '18': 'Short Movies', '21': 'Videoblogging', '42': 'Shorts' }

export const assignable: ReadonlySet<string> = new Set(Object.keys(categories))

export const categoryEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/youtube/v3/videoCategories',
    operation: 'other',
    scopes: ['youtube.readonly', 'youtube', 'youtube.force-ssl'],
    cost: 1,
    parts: ['id', 'snippet'],
    parameters: ['id', 'regionCode', 'hl'],
    handle: listed,
  },
]

function listed({ request: { query } }: Call): SimReply {
  const region = query.get('regionCode')
  const ids = query.get('id')?.split(',')
  if ((region === null) === (ids === undefined)) invalid('regionCode', 'Either it or id has to be given.')
  if (region !== null && !/^[A-Z]{2}$/.test(region))
    invalid('regionCode', 'It has to be two capital letters.')
  const all = Object.entries({ ...categories, ...closed }).filter(([id]) => ids?.includes(id) ?? true)
  return list(
    'videoCategoryListResponse',
    all.map(([id, title]) =>
      withTag({
        kind: 'youtube#videoCategory',
        id,
        snippet: { title, assignable: assignable.has(id), channelId: 'UCBR8-60-B28hp2BmDPdntcQ' },
      }),
    ),
  )
}
