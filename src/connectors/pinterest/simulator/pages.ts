import { fileTypeFromBuffer } from 'file-type'
import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { findBoard } from './board-table.js'
import { allPins, findPin, type Pin } from './pin-table.js'
import { failure } from './replies.js'
import { findUser, shownUser } from './users.js'

const host = 'www.pinterest.com'

export const pageRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/pin/:pin/', operation: 'page', handle: page },
  { method: 'GET', host, path: '/pin/:pin', operation: 'page', handle: page },
  portraitRoute(
    { host: 'i.pinimg.com', path: '/600x600_R/00/00/00/:file' },
    ({ file = '' }, world) => findUser(file.replace(/\.jpg$/, ''), world)?.displayName,
  ),
  { method: 'GET', host: 'i.pinimg.com', path: '/:size/:a/:b/:c/:file', operation: 'page', handle: picture },
]

function page(request: SimRequest, world: SimWorld): SimReply {
  const pin = findPin(request.params['pin'] ?? '', world)
  const user = findUser(pin?.userId ?? '', world)
  if (pin === undefined || user === undefined) return failure(404, 50, 'Pin not found.')
  return world.postPage(asPost(pin, world), shownUser(user), 'Pinterest')
}

/** In every size the same. Of a film whose cover is one of its frames there is no picture here. */
async function picture(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const bytes = world.keptFile((request.params['file'] ?? '').replace(/\.jpg$/, ''))
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  if (!type.startsWith('image/')) return { status: 404 }
  return { status: 200, headers: { 'content-type': type }, body: bytes }
}

/** The page shows what only some would see, and says who. */
function audienceOf(pin: Pin, world: SimWorld): string[] {
  if (pin.isTrial) return ['Made by an app with Trial access: only its creator sees this pin']
  const privacy = findBoard(pin.boardId, world)?.privacy
  if (privacy === 'SECRET') return ['On a secret board: only its owner sees this pin']
  return privacy === 'PROTECTED' ? ['On a protected board: who has the link sees this pin'] : []
}

function asPost(pin: Pin, world: SimWorld): SimPost {
  const board = findBoard(pin.boardId, world)
  const section = board?.sections.find(({ id }) => id === pin.sectionId)
  const place = section === undefined ? board?.name : `${board?.name ?? ''}, ${section.name}`
  const [title, link] = [pin.title ?? '', pin.link ?? '']
  return {
    accountId: pin.accountId,
    userId: pin.userId,
    remoteId: pin.id,
    url: `https://www.pinterest.com/pin/${pin.id}/`,
    text: pin.description ?? '',
    media: pin.pictures.map(({ file, width, height, bytes }) => ({
      kind: pin.kind === 'video' ? 'video' : 'image',
      altText: pin.altText,
      width,
      height,
      bytes,
      file,
    })),
    parentId: null,
    createdAt: pin.createdAt,
    ...(link === '' ? {} : { card: { url: link, title: title === '' ? link : title, description: '' } }),
    notes: [
      // The card has it where there is one.
      ...(title === '' || link !== '' ? [] : [title]),
      ...(place === undefined ? [] : [`On ${place}`]),
      ...audienceOf(pin, world),
    ],
  }
}

/** What came through the API, oldest first. */
export function publicPins(world: SimWorld): SimPost[] {
  return allPins(world).map((pin) => asPost(pin, world))
}
