import type { JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { shown } from './call.js'
import { countsNow, isMadeForKids, takesComments } from './channel-videos.js'
import { findUser, type User } from './people.js'
import { withTag } from './replies.js'
import { outSince, privacyOf, statusOf, type Video } from './video-table.js'

export const videoParts = [
  'id',
  'snippet',
  'status',
  'contentDetails',
  'statistics',
  'fileDetails',
  'processingDetails',
  'localizations',
  'recordingDetails',
  'paidProductPlacementDetails',
  'player',
] as const
/** What the owner alone may ask for. */
export const ownersParts: readonly string[] = ['fileDetails', 'processingDetails']

/** The parts asked for. Every number that may be large is a string. */
export function presentVideo(video: Video, parts: readonly string[], world: SimWorld): JsonObject {
  const user = findUser(video.channelId, world)
  const all: JsonObject = {
    kind: 'youtube#video',
    id: video.id,
    snippet: snippetOf(video, user, world),
    status: statusOfVideo(video, user, world),
    contentDetails: contentOf(video),
    statistics: statisticsOf(video, user, world),
    fileDetails: fileOf(video),
    processingDetails: processingOf(video, world),
    localizations: localizationsOf(video),
    recordingDetails: video.recordingDate === undefined ? {} : { recordingDate: video.recordingDate },
    paidProductPlacementDetails: { hasPaidProductPlacement: video.hasPaidProductPlacement },
    player: {
      embedHtml: `<iframe width="480" height="270" src="//www.youtube.com/embed/${video.id}"></iframe>`,
    },
  }
  return withTag(shown(all, parts))
}

function snippetOf(video: Video, user: User | undefined, world: SimWorld): JsonObject {
  const { title, description, tags, categoryId, defaultLanguage, defaultAudioLanguage } = video.snippet
  return {
    publishedAt: seconds(outSince(video, world) ?? video.createdAt),
    channelId: video.channelId,
    title,
    description,
    thumbnails: thumbnailsOf(video),
    channelTitle: user?.displayName ?? '',
    ...(tags.length === 0 ? {} : { tags }),
    categoryId,
    liveBroadcastContent: 'none',
    ...(defaultLanguage === undefined ? {} : { defaultLanguage }),
    localized: { title, description },
    ...(defaultAudioLanguage === undefined ? {} : { defaultAudioLanguage }),
  }
}

function statusOfVideo(video: Video, user: User | undefined, world: SimWorld): JsonObject {
  const uploadStatus = statusOf(video, world)
  const { publishAt, ...status } = video.status
  const privacyStatus = privacyOf(video, world)
  return {
    uploadStatus,
    ...(uploadStatus === 'failed' ? { failureReason: video.end?.reason ?? '' } : {}),
    ...(uploadStatus === 'rejected' ? { rejectionReason: video.end?.reason ?? '' } : {}),
    privacyStatus,
    ...(publishAt === undefined || privacyStatus !== 'private' ? {} : { publishAt: seconds(publishAt) }),
    license: status.license,
    embeddable: status.embeddable,
    publicStatsViewable: status.publicStatsViewable,
    madeForKids: user !== undefined && isMadeForKids(video, user),
    ...(status.selfDeclaredMadeForKids === undefined
      ? {}
      : { selfDeclaredMadeForKids: status.selfDeclaredMadeForKids }),
    ...(status.containsSyntheticMedia === undefined
      ? {}
      : { containsSyntheticMedia: status.containsSyntheticMedia }),
  }
}

function contentOf({ file, thumbnail }: Video): JsonObject {
  return {
    duration: durationOf(file.seconds ?? 0),
    dimension: '2d',
    definition: Math.min(file.width ?? 0, file.height ?? 0) >= 720 ? 'hd' : 'sd',
    caption: 'false',
    licensedContent: false,
    contentRating: {},
    projection: 'rectangular',
    hasCustomThumbnail: thumbnail !== null,
  }
}

/** ISO 8601: `PT1H2M3S`. */
export function durationOf(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
  const named = [hours > 0 ? `${String(hours)}H` : '', minutes > 0 ? `${String(minutes)}M` : '']
  return `PT${named.join('')}${rest > 0 || whole === 0 ? `${String(rest)}S` : ''}`
}

function statisticsOf(video: Video, user: User | undefined, world: SimWorld): JsonObject {
  const { views, likes, comments } = countsNow(video, world)
  const isForKids = user !== undefined && isMadeForKids(video, user)
  return {
    viewCount: String(views),
    likeCount: String(likes),
    favoriteCount: '0',
    ...(takesComments(video, isForKids, world) ? { commentCount: String(comments) } : {}),
  }
}

function fileOf({ file, fileName }: Video): JsonObject {
  const { width, height, seconds: long, codec, container, sound } = file
  return {
    ...(fileName === null ? {} : { fileName }),
    fileSize: String(file.bytes),
    fileType: codec === null ? 'other' : 'video',
    ...(container === null ? {} : { container }),
    ...(width === null || height === null
      ? {}
      : {
          videoStreams: [
            { widthPixels: width, heightPixels: height, aspectRatio: width / height, codec: codec ?? '' },
          ],
        }),
    ...(sound === null ? {} : { audioStreams: [{ codec: sound }] }),
    ...(long === null ? {} : { durationMs: String(Math.round(long * 1_000)) }),
  }
}

function processingOf(video: Video, world: SimWorld): JsonObject {
  const status = statusOf(video, world)
  const said = { uploaded: 'processing', processed: 'succeeded', failed: 'failed', rejected: 'terminated' }
  return {
    processingStatus: said[status],
    ...(status === 'failed' ? { processingFailureReason: 'transcodeFailed' } : {}),
    fileDetailsAvailability: 'available',
    processingIssuesAvailability: status === 'uploaded' ? 'inProgress' : 'available',
    tagSuggestionsAvailability: 'unavailable',
    editorSuggestionsAvailability: 'unavailable',
    thumbnailsAvailability: status === 'uploaded' ? 'inProgress' : 'available',
  }
}

function localizationsOf({ localizations, snippet }: Video): JsonObject {
  const { defaultLanguage, title, description } = snippet
  return {
    ...(defaultLanguage === undefined ? {} : { [defaultLanguage]: { title, description } }),
    ...localizations,
  }
}

const sizes = { default: [120, 90], medium: [320, 180], high: [480, 360] } as const

export function thumbnailsOf({ id, thumbnail }: Video): JsonObject {
  const named = thumbnail === null ? '' : '_custom'
  return Object.fromEntries(
    Object.entries(sizes).map(([size, [width, height]]) => [
      size,
      { url: `https://i.ytimg.com/vi/${id}/${size}${named}.jpg`, width, height },
    ]),
  )
}

/** Times come without parts of a second. */
export function seconds(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
