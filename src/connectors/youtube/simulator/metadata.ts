import { z } from 'zod'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { assignable } from './categories.js'
import { refuse } from './replies.js'

/** What a video's author says of it, as `videos.insert` and `videos.update` take it. */
export type Metadata = {
  snippet: {
    title: string
    description: string
    tags: string[]
    categoryId: string
    defaultLanguage?: string | undefined
    defaultAudioLanguage?: string | undefined
  }
  status: {
    privacyStatus: string
    publishAt?: string | undefined
    license: string
    embeddable: boolean
    publicStatsViewable: boolean
    selfDeclaredMadeForKids?: boolean | undefined
    containsSyntheticMedia?: boolean | undefined
  }
  localizations: Record<string, { title: string; description: string }>
  recordingDate?: string | undefined
  hasPaidProductPlacement: boolean
}

const snippet = z.strictObject({
  title: z.string().default(''),
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
  categoryId: z.string().default(''),
  defaultLanguage: z.string().optional(),
  defaultAudioLanguage: z.string().optional(),
})
const status = z.strictObject({
  privacyStatus: z.string().default('public'),
  publishAt: z.string().optional(),
  license: z.string().default('youtube'),
  embeddable: z.boolean().default(true),
  publicStatsViewable: z.boolean().default(true),
  selfDeclaredMadeForKids: z.boolean().optional(),
  containsSyntheticMedia: z.boolean().optional(),
})
export const videoBody = z.strictObject({
  kind: z.literal('youtube#video').optional(),
  id: z.string().optional(),
  snippet: snippet.optional(),
  status: status.optional(),
  localizations: z
    .record(z.string(), z.strictObject({ title: z.string(), description: z.string() }))
    .optional(),
  recordingDetails: z.strictObject({ recordingDate: z.string().optional() }).optional(),
  paidProductPlacementDetails: z.strictObject({ hasPaidProductPlacement: z.boolean() }).optional(),
})
type Body = z.infer<typeof videoBody>

const longestTitle = 100
const mostDescriptionBytes = 5_000
const mostTagCharacters = 500

const fresh: Metadata = {
  snippet: { title: '', description: '', tags: [], categoryId: '' },
  status: { privacyStatus: 'public', license: 'youtube', embeddable: true, publicStatsViewable: true },
  localizations: {},
  hasPaidProductPlacement: false,
}

/** A part that is named takes the place of what was there, all of it; what it leaves out is cleared. */
export function replaced(body: Body, parts: readonly string[], before: Metadata, world: SimWorld): Metadata {
  const has = (part: string): boolean => parts.includes(part)
  const after: Metadata = {
    snippet: has('snippet') ? (body.snippet ?? fresh.snippet) : before.snippet,
    status: has('status') ? (body.status ?? fresh.status) : before.status,
    localizations: has('localizations') ? (body.localizations ?? {}) : before.localizations,
    recordingDate: has('recordingDetails') ? body.recordingDetails?.recordingDate : before.recordingDate,
    hasPaidProductPlacement: has('paidProductPlacementDetails')
      ? (body.paidProductPlacementDetails?.hasPaidProductPlacement ?? false)
      : before.hasPaidProductPlacement,
  }
  if (has('snippet')) checkSnippet(after.snippet)
  if (has('status')) checkStatus(after.status, world)
  if (Object.keys(after.localizations).length > 0 && after.snippet.defaultLanguage === undefined)
    said('defaultLanguageNotSet', 'The video has localizations, but no default language.')
  return after
}

export function begun(body: Body, parts: readonly string[], world: SimWorld): Metadata {
  if (!parts.includes('snippet')) said('invalidTitle', 'The request metadata specifies an empty video title.')
  return replaced(body, parts, fresh, world)
}

function said(reason: string, message: string, member?: string): never {
  return refuse(400, reason, message, {
    domain: 'youtube.video',
    ...(member === undefined ? {} : { location: `body.${member}`, locationType: 'other' }),
  })
}

const hasBrackets = (text: string): boolean => /[<>]/.test(text)
/** BCP-47, as far as it is needed here. */
export const isLanguage = (tag: string): boolean => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)

function checkSnippet(given: Metadata['snippet']): void {
  const { title, description, tags, categoryId, defaultLanguage, defaultAudioLanguage } = given
  if (title.trim() === '' || [...title].length > longestTitle || hasBrackets(title))
    said('invalidTitle', 'The request metadata specifies an invalid or empty video title.', 'snippet.title')
  if (Buffer.byteLength(description) > mostDescriptionBytes || hasBrackets(description))
    said(
      'invalidDescription',
      'The request metadata specifies an invalid video description.',
      'snippet.description',
    )
  if (lengthOf(tags) > mostTagCharacters || tags.some((tag) => tag.trim() === '' || hasBrackets(tag)))
    said('invalidTags', 'The request metadata specifies invalid video keywords.', 'snippet.tags')
  if (categoryId === '')
    said('invalidVideoMetadata', 'The request metadata is invalid.', 'snippet.categoryId')
  if (!assignable.has(categoryId))
    said(
      'invalidCategoryId',
      'The snippet.categoryId property specifies an invalid category ID.',
      'snippet.categoryId',
    )
  if ([defaultLanguage, defaultAudioLanguage].some((tag) => tag !== undefined && !isLanguage(tag)))
    said('invalidVideoMetadata', 'The request metadata is invalid.', 'snippet.defaultLanguage')
}

/** With the commas between them, and with quotes around those that have a blank. */
export function lengthOf(tags: readonly string[]): number {
  const quoted = tags.map((tag) => (tag.includes(' ') ? `"${tag}"` : tag))
  return [...quoted.join(',')].length
}

function checkStatus({ privacyStatus, publishAt, license }: Metadata['status'], world: SimWorld): void {
  if (!['public', 'private', 'unlisted'].includes(privacyStatus))
    refuse(403, 'forbiddenPrivacySetting', 'The request attempts to set an invalid privacy setting.', {
      domain: 'youtube.video',
    })
  if (!['youtube', 'creativeCommon'].includes(license))
    refuse(403, 'forbiddenLicenseSetting', 'The request attempts to set an invalid license.', {
      domain: 'youtube.video',
    })
  if (publishAt === undefined) return
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(publishAt)
  const farthest = world.now().getTime() + 2 * 366 * 86_400_000
  if (
    privacyStatus !== 'private' ||
    !isTime ||
    Number.isNaN(Date.parse(publishAt)) ||
    Date.parse(publishAt) > farthest
  )
    said(
      'invalidPublishAt',
      'The request metadata specifies an invalid scheduled publishing time.',
      'status.publishAt',
    )
}
