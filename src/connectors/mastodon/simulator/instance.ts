import type { Json } from '../../../kit/json.js'
import type { SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { ok } from './replies.js'

export const instanceRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    path: '/api/v2/instance',
    operation: 'other',
    handle: (request, world) => ok(instance(request.host, world)),
  },
  {
    method: 'GET',
    path: '/api/v1/instance',
    operation: 'other',
    handle: (request, world) => ok(instance(request.host, world)),
  },
  { method: 'GET', path: '/health', operation: 'other', handle: () => ok('OK') },
]

/** Limits of an instance; a row in the table `limits` (by host) changes them. */
export function limitsOf(
  host: string,
  world: SimWorld,
): { maxCharacters: number; maxMedia: number; imageBytes: number; videoBytes: number } {
  const changed = world.table<{ maxCharacters?: number; maxMedia?: number }>('limits').get(host) ?? {}
  return { maxCharacters: 500, maxMedia: 4, imageBytes: 16_777_216, videoBytes: 103_809_024, ...changed }
}

function instance(host: string, world: SimWorld): Json {
  const limits = limitsOf(host, world)
  return {
    domain: host,
    title: host,
    version: '4.6.0',
    configuration: {
      statuses: {
        max_characters: limits.maxCharacters,
        max_media_attachments: limits.maxMedia,
        characters_reserved_per_url: 23,
      },
      media_attachments: {
        supported_mime_types: [
          'image/jpeg',
          'image/png',
          'image/gif',
          'image/webp',
          'image/avif',
          'video/webm',
          'video/mp4',
          'video/quicktime',
        ],
        description_limit: 1_500,
        image_size_limit: limits.imageBytes,
        image_matrix_limit: 33_177_600,
        video_size_limit: limits.videoBytes,
        video_frame_rate_limit: 120,
        video_matrix_limit: 8_294_400,
      },
      polls: {
        max_options: 4,
        max_characters_per_option: 50,
        min_expiration: 300,
        max_expiration: 2_629_746,
      },
    },
  }
}
