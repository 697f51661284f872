import { z } from 'zod'
import { anyCase, byId, date, pageQuery, pagination, refuseControls, success } from './common.js'
import { endpoint } from './endpoint.js'

/** Types that can be uploaded, by kind, and the largest file of each in bytes (1 MB = 1,000,000). */
export const mediaTypes = {
  image: { maxBytes: 20_000_000, types: ['image/jpeg', 'image/png', 'image/webp'] },
  gif: { maxBytes: 20_000_000, types: ['image/gif'] },
  video: { maxBytes: 500_000_000, types: ['video/mp4', 'video/quicktime', 'video/x-msvideo', 'video/webm'] },
  document: { maxBytes: 100_000_000, types: ['application/pdf'] },
  captions: { maxBytes: 5_000_000, types: ['application/x-subrip', 'text/vtt', 'text/plain'] },
} as const
export type MediaKind = keyof typeof mediaTypes

const mediaKinds = Object.keys(mediaTypes) as [MediaKind, ...MediaKind[]]

/** How a list of media can be ordered; `largest` has files whose size is not known last. */
export const mediaSorts = ['newest', 'oldest', 'name', 'largest'] as const
export type MediaSort = (typeof mediaSorts)[number]

export function kindOfType(type: string): MediaKind | undefined {
  return mediaKinds.find((kind) => (mediaTypes[kind].types as readonly string[]).includes(type))
}

const allTypes = Object.values(mediaTypes).flatMap((each) => each.types)
/** Other names under which files of these types are announced, or found. */
const otherNames: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/apng': 'image/png',
  'video/avi': 'video/x-msvideo',
  'video/vnd.avi': 'video/x-msvideo',
  'video/x-m4v': 'video/mp4',
}

/** A type as we write it: in lower case, without parameters, under its usual name. */
export function plainType(type: string): string {
  const bare = (type.split(';')[0] ?? '').trim().toLowerCase()
  return otherNames[bare] ?? bare
}

const contentType = z
  .string()
  .transform(plainType)
  .refine(
    (value) => kindOfType(value) !== undefined,
    `is none of the types that can be uploaded: ${allTypes.join(', ')}`,
  )
const filename = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine(
    (name) => !/[/\\]/.test(name) && name !== '..' && name !== '.',
    'is a name, not a path: leave out the folders.',
  )
  .refine(
    (name) => !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(name),
    'holds control characters, which no name has.',
  )
export const altText = z
  .string()
  .max(10_000)
  .superRefine(refuseControls)
  .describe('What the picture shows, for those who do not see it')

export const media = z
  .object({
    id: z.string(),
    mediaId: z.string().describe('The same as id.'),
    filename: z.string(),
    contentType: z.string(),
    type: z.enum(mediaKinds),
    sizeBytes: z.int().nullable(),
    status: z.enum(['PENDING', 'PROCESSING', 'READY', 'FAILED']),
    url: z.string().nullable(),
    publicUrl: z.string().nullable(),
    variants: z
      .record(z.string(), z.string())
      .describe('Addresses of the file and of what was made of it: original, thumbnail.'),
    dimensions: z.object({ width: z.int(), height: z.int() }).nullable(),
    durationMs: z.int().nullable(),
    videoCodec: z.string().nullable().describe('avc (H.264), hevc, vp9, av1, mpeg4 …'),
    thumbnailUrl: z.string().nullable(),
    altText: z.string().nullable(),
    validationResults: z.array(z.object({ code: z.string(), message: z.string() })),
    metadata: z.record(z.string(), z.unknown()),
    createdAt: date,
  })
  .meta({ id: 'Media' })

const uploadReply = z.object({
  id: z.string(),
  mediaId: z.string(),
  uploadUrl: z.string(),
  uploadHeaders: z.record(z.string(), z.string()).describe('Send these with the PUT, exactly.'),
  expiresAt: date,
})

export const uploadMedia = endpoint({
  name: 'uploadMedia',
  method: 'POST',
  path: '/v1/media/upload',
  scope: 'media:write',
  tag: 'Media',
  summary: 'Get an address to upload a file to',
  description:
    'PUT the bytes to uploadUrl within 15 minutes, with uploadHeaders and without Authorization. Processing starts by itself; poll the media until READY or FAILED.',
  body: z.object({ filename, contentType, sizeBytes: z.int().min(1), altText: altText.nullish() }),
  reply: uploadReply,
  status: 201,
  idempotency: 'transaction',
  example: { body: { filename: 'photo.jpg', contentType: 'image/jpeg', sizeBytes: 204_800 } },
})

export const registerMedia = endpoint({
  name: 'registerMedia',
  method: 'POST',
  path: '/v1/media/register',
  scope: 'media:write',
  tag: 'Media',
  summary: 'Use a file that is on the web already',
  description: 'READY at once; the file is fetched and looked into in the background.',
  body: z.object({
    url: z.url({ protocol: /^https?$/ }).max(4_000),
    contentType: contentType.nullish().describe('Told by the ending of the address when absent.'),
    filename: filename.nullish(),
    altText: altText.nullish(),
  }),
  reply: media,
  status: 201,
  idempotency: 'transaction',
  example: {
    body: { url: 'https://cdn.example.com/banner.jpg', contentType: 'image/jpeg', filename: 'banner.jpg' },
  },
})

export const listMedia = endpoint({
  name: 'listMedia',
  method: 'GET',
  path: '/v1/media',
  scope: 'media:read',
  tag: 'Media',
  summary: 'List media, newest first',
  description:
    'Where the files are used tells GET /v1/posts?mediaId=. A cursor holds for the sort and the filters that it came with.',
  query: z.object({
    status: z
      .string()
      .transform((value) => value.toUpperCase())
      .pipe(z.enum(['PENDING', 'PROCESSING', 'READY', 'FAILED']))
      .optional()
      .describe('PENDING, PROCESSING, READY or FAILED, in any case'),
    type: anyCase(mediaKinds).optional(),
    search: z
      .string()
      .trim()
      .max(200)
      .optional()
      .describe(
        'Words that all stand in the file name or the alt text, or are part of a word there; in any case',
      ),
    sort: anyCase(mediaSorts).default('newest'),
    ...pageQuery(20, 100),
  }),
  reply: z.object({ data: z.array(media), media: z.array(media).describe('The same as data.'), pagination }),
})

export const getMedia = endpoint({
  name: 'getMedia',
  method: 'GET',
  path: '/v1/media/:id',
  scope: 'media:read',
  tag: 'Media',
  summary: 'Read the state of a file',
  params: byId,
  reply: media,
  errors: ['NOT_FOUND'],
})

export const updateMedia = endpoint({
  name: 'updateMedia',
  method: 'PATCH',
  path: '/v1/media/:id',
  scope: 'media:write',
  tag: 'Media',
  summary: 'Change the alt text',
  description:
    'While a post that shows the file waits for approval or has it, owners and admins alone: anybody else changes the post’s own `media[].altText`, which sends it back.',
  params: byId,
  body: z.object({ altText: altText.nullish() }),
  reply: media,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
  example: { body: { altText: 'A red boat on a calm lake' } },
})

export const deleteMedia = endpoint({
  name: 'deleteMedia',
  method: 'DELETE',
  path: '/v1/media/:id',
  scope: 'media:write',
  tag: 'Media',
  summary: 'Delete a file',
  description:
    '409 while a post that is still to go out uses it. What is published keeps its copy on the network.',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const refreshPresign = endpoint({
  name: 'refreshPresign',
  method: 'POST',
  path: '/v1/media/:id/refresh-presign',
  scope: 'media:write',
  tag: 'Media',
  summary: 'Get a new upload address when the 15 minutes ran out',
  params: byId,
  reply: uploadReply,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const mediaEndpoints = [
  uploadMedia,
  registerMedia,
  listMedia,
  getMedia,
  updateMedia,
  deleteMedia,
  refreshPresign,
] as const
