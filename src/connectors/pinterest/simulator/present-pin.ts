import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { findBoard } from './board-table.js'
import type { Call } from './endpoint.js'
import { pinMetrics } from './figures.js'
import { pinsOn, type Picture, type Pin } from './pin-table.js'
import { findUser } from './users.js'

const creativeTypes = { image: 'REGULAR', video: 'VIDEO', multiple_images: 'CAROUSEL' }

export function presentPin(pin: Pin, { request, user, world }: Call): Json {
  const owner = findUser(findBoard(pin.boardId, world)?.userId ?? '', world)
  return {
    id: pin.id,
    // UTC, without saying so: as the network answers.
    created_at: pin.createdAt.slice(0, 19),
    link: pin.link,
    title: pin.title,
    description: pin.description,
    dominant_color: pin.dominantColor,
    alt_text: pin.altText,
    board_id: pin.boardId,
    board_section_id: pin.sectionId,
    board_owner: { username: owner?.username ?? user.username },
    creative_type: creativeTypes[pin.kind],
    is_owner: pin.userId === user.id,
    is_standard: true,
    has_been_promoted: false,
    parent_pin_id: pin.parentPinId,
    media: mediaOf(pin),
    pin_metrics: request.query.get('pin_metrics') === 'true' ? pinMetrics(pin, world.now()) : null,
  }
}

function mediaOf({ kind, pictures, film }: Pin): JsonObject {
  const [first] = pictures
  switch (kind) {
    case 'image':
      return { media_type: kind, ...(first === undefined ? {} : { images: sizesOf(first) }) }
    case 'multiple_images':
      return {
        media_type: kind,
        items: pictures.map((picture) => ({
          item_type: 'image',
          title: picture.title,
          description: picture.description,
          link: picture.link,
          images: sizesOf(picture),
        })),
      }
    case 'video': {
      const cover = {
        file: film?.cover ?? first?.file ?? '',
        width: first?.width ?? null,
        height: first?.height ?? null,
      }
      return {
        media_type: kind,
        cover_image_url: addressOf(cover.file, 'originals'),
        images: sizesOf(cover),
        // Not for every app.
        video_url: null,
        duration: film?.durationMs ?? null,
        width: cover.width,
        height: cover.height,
      }
    }
  }
}

function sizesOf({ file, width, height }: Pick<Picture, 'file' | 'width' | 'height'>): JsonObject {
  const scaled = (most: number) =>
    width === null || height === null ? null : Math.round((height * most) / width)
  const size = (name: string, wide: number, high: number | null) => ({
    [name]: { width: wide, height: high, url: addressOf(file, name) },
  })
  return {
    ...size('150x150', 150, 150),
    ...size('400x300', 400, 300),
    ...size('600x', 600, scaled(600)),
    ...size('1200x', 1_200, scaled(1_200)),
  }
}

/** The latest pictures on a board, newest first. */
export function thumbnailsOf(boardId: string, world: SimWorld): string[] {
  const latest = pinsOn(boardId, world).slice(-4).reverse()
  return latest.map(({ pictures: [first], film }) => addressOf(film?.cover ?? first?.file ?? '', '150x150'))
}

/** Where the network shows a picture. */
function addressOf(file: string, size: string): string {
  const [a, b, c] = [file.slice(0, 2), file.slice(2, 4), file.slice(4, 6)]
  return `https://i.pinimg.com/${size}/${a}/${b}/${c}/${file}.jpg`
}
