import { responseTo } from '../../../sandbox/past.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { countComments } from './comment-table.js'
import { idFrom } from './ids.js'
import { type User } from './people.js'
import { outSince, privacyOf, statusOf, videosOf, type Counts, type Video } from './video-table.js'

/** All of a channel, newest first: what came through the API and the planted past. */
export function channelVideos(user: User, world: SimWorld): Video[] {
  return [...videosOf(user.id, world), ...pastVideos(user, world)].sort((a, b) =>
    a.createdAt < b.createdAt ? 1 : -1,
  )
}

function pastVideos(user: User, world: SimWorld): Video[] {
  return world.pastOf(user.id).map((past, index) => {
    const at = past.createdAt.toISOString()
    return {
      id: idFrom(`video ${String(index)} of ${user.id}`, 11),
      channelId: user.id,
      accountId: null,
      snippet: { title: past.text, description: '', tags: [], categoryId: '22' },
      status: { privacyStatus: 'public', license: 'youtube', embeddable: true, publicStatsViewable: true },
      localizations: {},
      hasPaidProductPlacement: false,
      fileName: `past-${String(index)}.mp4`,
      file: {
        id: '',
        bytes: 8_000_000,
        width: 1_280,
        height: 720,
        seconds: 120,
        container: 'mp4',
        codec: 'avc',
        sound: 'aac',
      },
      notifiesSubscribers: true,
      createdAt: at,
      publishedAt: at,
      end: null,
      settledAt: at,
      isTold: true,
      thumbnail: null,
      planted: {
        views: past.impressions,
        likes: past.likes,
        comments: past.comments,
        shares: past.shares,
      },
    }
  })
}

const none: Counts = { views: 0, likes: 0, comments: 0, shares: 0 }

/** What had come of a video at a time. Nobody watches what is private. */
export function countsAt(video: Video, at: Date, world: SimWorld): Counts {
  const since = outSince(video, world)
  if (since === null || since > at.toISOString()) return none
  if (video.planted !== null) return video.planted
  const { impressions: views, ...rest } = responseTo(video.id, new Date(since), at)
  return { views, likes: rest.likes, comments: rest.comments, shares: rest.shares }
}

/** Comments that came through the API are there at once. */
export function countsNow(video: Video, world: SimWorld): Counts {
  const counts = countsAt(video, world.now(), world)
  return { ...counts, comments: counts.comments + countComments(video.id, world) }
}

/** Whether anybody but its author may see it. */
export function isOpen(video: Video, world: SimWorld): boolean {
  const isWell = ['uploaded', 'processed'].includes(statusOf(video, world))
  return isWell && privacyOf(video, world) !== 'private'
}

/** What children watch has no comments, and what nobody sees neither. */
export function takesComments(video: Video, isForKids: boolean, world: SimWorld): boolean {
  return isOpen(video, world) && !isForKids
}

export function isMadeForKids({ status }: Pick<Video, 'status'>, { kind }: Pick<User, 'kind'>): boolean {
  return kind === 'kids' || status.selfDeclaredMadeForKids === true
}
