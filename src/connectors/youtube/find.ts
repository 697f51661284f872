import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, MediaFile, PublishContext, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { urlOf } from './address.js'
import { timeIn } from './api.js'
import { resumeAt } from './check.js'
import { findComment } from './comment.js'
import { refusalOf } from './errors.js'
import { options as schema } from './options.js'
import { planOf } from './publish.js'
import { fileNameOf, progressOf, videoOf } from './session.js'
import { titleOf } from './title.js'
import { listUploads } from './uploads.js'

const clocksDifferMs = 60_000
const mostPages = 4
/** A list may lag behind: only after so long, and several reads, a video that it does not have counts as not made. */
const listLagsMs = 5 * 60_000

/** Asks the upload itself, which makes one video at most; where YouTube does not know it any more, the channel's videos. */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const under = item.previous.at(-1)
  if (under !== undefined) return findComment(item, under, attempt, ctx)
  const video = videoOf(item)
  if (video === undefined) return cannotTell('The post has no video')
  const plan = planOf(attempt.plan)
  if (plan === null) return findAmongUploads(item, video, attempt, ctx)
  if (plan.videoId !== null) return found(plan.videoId, null, video, ctx)
  const progress = await progressOf(plan.address, video.sizeBytes, ctx)
  switch (progress.kind) {
    case 'created':
      return found(progress.videoId, progress.createdAt, video, ctx)
    case 'stored':
      return { kind: 'absent' }
    case 'gone':
      return findAmongUploads(item, video, attempt, ctx)
    case 'other':
      return cannotTell(refusalOf(progress.reply, ctx.now).error.message)
  }
}

function cannotTell(reason: string): Look {
  return { kind: 'cannotTell', reason }
}

/** It is out; what belongs to it, and what YouTube makes of it, is seen to by `check`. */
function found(videoId: string, createdAt: Date | null, video: MediaFile, { now }: PublishContext): Look {
  return {
    kind: 'found',
    remoteId: videoId,
    url: urlOf(videoId, video),
    createdAt,
    resume: resumeAt(videoId, now),
  }
}

async function findAmongUploads(
  item: RenderedItem,
  video: MediaFile,
  attempt: LostAttempt,
  ctx: PublishContext,
): Promise<Look> {
  const since = attempt.startedAt.getTime() - clocksDifferMs
  const alike: JsonObject[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await listUploads(ctx, 'snippet,fileDetails', cursor)
    if ('refusal' in page) return cannotTell(page.refusal.error.message)
    const recent = page.videos.filter((each) => madeAt(each) >= since)
    for (const each of recent) {
      const id = textOf(each['id'])
      if (id === null || attempt.claimed.has(id)) continue
      const { fileName, fileSize } = objectOf(each['fileDetails'])
      if (fileName === fileNameOf(item, video)) return found(id, new Date(madeAt(each)), video, ctx)
      if (Number(fileSize) === video.sizeBytes && titleIn(each) === titleSent(item)) alike.push(each)
    }
    cursor = page.next ?? undefined
    if (cursor === undefined || recent.length < page.videos.length) break
  }
  const [one, another] = alike
  const id = textOf(one?.['id'])
  if (another !== undefined) return cannotTell('Two videos are there that may be this one')
  if (one !== undefined && id !== null) return found(id, new Date(madeAt(one)), video, ctx)
  return ctx.now.getTime() - attempt.deadlineAt.getTime() < listLagsMs
    ? cannotTell('The list of the channel’s videos may lag behind')
    : { kind: 'absent' }
}

function madeAt(video: JsonObject): number {
  return timeIn(objectOf(video['snippet'])['publishedAt'])?.getTime() ?? 0
}

function titleIn(video: JsonObject): string {
  return (textOf(objectOf(video['snippet'])['title']) ?? '').normalize('NFC').trim()
}

function titleSent(item: RenderedItem): string {
  return titleOf(item.text, schema.parse(item.options).title).normalize('NFC').trim()
}
