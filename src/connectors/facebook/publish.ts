import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { asId, idIn } from '../graph-api.js'
import { unknown } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf } from '../values.js'
import { write, type Fields } from './api.js'
import { asking } from './check.js'
import { isRefusal, ofStory } from './errors.js'
import { findPhoto } from './find.js'
import { options as schema } from './options.js'
import { isRefused, noPage, openPage, refusalFor } from './page.js'
import { dataOf, isStory, planOf, postUrl, type Plan } from './plan.js'
import { forget } from './prepare.js'
import { addressOf } from './status.js'

/** The one call that the public can see. */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = planOf(item, plan, ctx)
  if (given === null) return noPage
  if (given.isOut === true) return asking(given, null)
  const page = await openPage(given.pageId, ctx)
  if (isRefused(page)) return page
  const { path, fields } = callOf(item, given)
  const reply = await write(ctx, page.token, `${page.id}/${path}`, fields, { creating: true })
  const outcome = outcomeOf(reply, given)
  if (outcome !== null) return outcome
  if (!isRefusal(reply))
    return unknown(reply, `Facebook answered ${String(reply.status)}: the post may be out.`)
  const said = await refusalFor(reply, page, ctx)
  const refusal = isStory(given) ? ofStory(said) : said
  const [photoId] = given.photoIds ?? []
  if (refusal.error.code === 'DUPLICATE_CONTENT' && photoId !== undefined) {
    const sameAs = await findPhoto(given, photoId, page, ctx).catch(() => null)
    if (sameAs?.kind === 'found') return { ...refusal, sameAs }
  }
  // What is said of a post is now and then said for its files: another try has others.
  if (refusal.cure === 'edit') await forget(given, ctx)
  return refusal
}

/** The creating call of each kind. Source: README.md, "What can be posted". */
function callOf(item: RenderedItem, { kind, photoIds = [], videoId, sessionId }: Plan) {
  const { link, title, place, background } = schema.parse(item.options)
  const text = item.text === '' ? undefined : item.text
  const call = (path: string, fields: Fields) => ({ path, fields })
  const finish = { upload_phase: 'finish' }
  switch (kind) {
    case 'video':
      return call('videos', {
        ...finish,
        upload_session_id: sessionId,
        title,
        description: text,
        published: 'true',
      })
    case 'reel':
      return call('video_reels', {
        ...finish,
        video_id: videoId,
        video_state: 'PUBLISHED',
        title,
        description: text,
        place,
      })
    case 'photoStory':
      return call('photo_stories', { photo_id: photoIds[0] })
    case 'videoStory':
      return call('video_stories', { ...finish, video_id: videoId })
    default: {
      const isText = photoIds.length === 0
      return call('feed', {
        message: text,
        link: isText ? link : undefined,
        place,
        text_format_preset_id: isText ? background : undefined,
        attached_media: isText ? undefined : JSON.stringify(photoIds.map((id) => ({ media_fbid: id }))),
        // Read after write: what the post is and where, in the same answer.
        fields: 'id,permalink_url',
      })
    }
  }
}

/** Null where the answer does not say that anything was made. */
function outcomeOf(reply: PlatformReply, plan: Plan): PublishOutcome | null {
  const body = objectOf(reply.json)
  if (plan.kind === 'text' || plan.kind === 'photos') {
    const id = idIn(reply)
    if (id === null) return null
    const url = addressOf(body['permalink_url']) ?? postUrl(id)
    return { kind: 'published', remoteId: id, url, data: dataOf(plan) }
  }
  if (reply.status !== 200 || body['success'] !== true) return null
  return asking(plan, isStory(plan) ? asId(body['post_id']) : null)
}
