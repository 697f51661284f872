import type { Json } from '../../../kit/json.js'
import type { SimRoute } from '../../../sandbox/simulator.js'
import { ok } from './replies.js'

export const instanceRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    path: '/api/v2/instance',
    operation: 'other',
    handle: (request) => ok(instance(request.host)),
  },
  {
    method: 'GET',
    path: '/api/v1/instance',
    operation: 'other',
    handle: (request) => ok(oldInstance(request.host)),
  },
  { method: 'GET', path: '/health', operation: 'other', handle: () => ok('OK') },
]

/** Instances set their own limits: `max1000.example` takes 1,000 characters, `poll6.example` six answers in a poll. */
export function limitsOf(host: string): {
  maxCharacters: number
  maxMedia: number
  imageBytes: number
  videoBytes: number
  pollOptions: number
} {
  const own = /^max(\d+)\./.exec(host)?.[1]
  return {
    maxCharacters: own === undefined ? 500 : Number(own),
    maxMedia: 4,
    imageBytes: 16_777_216,
    videoBytes: 103_809_024,
    pollOptions: Number(/^poll(\d+)\./.exec(host)?.[1] ?? 4),
  }
}

function instance(host: string): Json {
  const { statuses, media_attachments, polls } = configuration(host)
  return {
    domain: host,
    title: host,
    version: '4.6.0',
    source_url: 'https://github.com/mastodon/mastodon',
    description: 'A made-up instance',
    api_versions: { mastodon: 7 },
    usage: { users: { active_month: 42 } },
    thumbnail: { url: `https://${host}/packs/media/images/preview.png` },
    icon: [],
    languages: ['en'],
    registrations: { enabled: true, approval_required: false, message: null },
    contact: { email: `hello@${host}`, account: null },
    rules: [],
    configuration: {
      statuses,
      media_attachments,
      polls,
      accounts: { max_featured_tags: 10, max_pinned_statuses: 5 },
      translation: { enabled: false },
      urls: { streaming: `wss://${host}` },
    },
  }
}

/** What instances before 4.0 answer; newer ones keep it. */
function oldInstance(host: string): Json {
  return {
    uri: host,
    title: host,
    version: '4.6.0',
    description: 'A made-up instance',
    short_description: 'A made-up instance',
    email: `hello@${host}`,
    urls: { streaming_api: `wss://${host}` },
    stats: { user_count: 42, status_count: 4_200, domain_count: 420 },
    languages: ['en'],
    registrations: true,
    approval_required: false,
    invites_enabled: false,
    rules: [],
    configuration: { ...configuration(host), accounts: { max_featured_tags: 10 } },
  }
}

function configuration(host: string): Record<'statuses' | 'media_attachments' | 'polls', Json> {
  const limits = limitsOf(host)
  return {
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
      max_options: limits.pollOptions,
      max_characters_per_option: 50,
      min_expiration: 300,
      max_expiration: 2_629_746,
    },
  }
}
