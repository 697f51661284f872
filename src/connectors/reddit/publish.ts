import type { Json, JsonObject } from '../../kit/json.js'
import type { PublishContext, PublishedItem, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { addressOf, call, dataIn } from './api.js'
import { isRefusal, refusalOf } from './errors.js'
import { findByAsset } from './find.js'
import { isMadeLater, kindOf } from './kind.js'
import { options as schema } from './options.js'
import { forgetUploads, type Plan } from './prepare.js'
import { subredditOf } from './subreddit.js'
import { wordsOf } from './words.js'

type Resume = { plan: Plan; since: string }

const firstCheckMs = 5_000
/** Nothing takes so long that comes out: the file is at fault. Should the post be sent again, it is uploaded anew. */
const longestUsualMs = 30 * 60_000

/** One POST. Of images and videos the post is made later, and which one it is has to be looked for (`check`). */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = plan as Plan
  const reply = await send(item, given, ctx)
  if (isRefusal(reply)) return refusalOfPost(reply, given, ctx)
  const data = dataIn(reply)
  const name = fullNameIn(data)
  if (name !== null)
    return { kind: 'published', remoteId: name, url: textOf(data?.['url']) ?? shortUrl(name) }
  if (data !== null && isMadeLater(kindOf(item)))
    return {
      kind: 'processing',
      resume: { plan: given, since: ctx.now.toISOString() },
      checkInMs: firstCheckMs,
    }
  return unknown(reply, `Reddit answered ${String(reply.status)}: the post may be out.`)
}

/** Whether the post of an image or a video is there: its address has the file's own id in it. */
export async function check(_item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { plan, since } = resume as Resume
  const found = await findByAsset(plan?.files[0]?.assetId ?? '', new Date(since), ctx)
  if (found !== null) return { kind: 'published', ...found }
  const age = ctx.now.getTime() - Date.parse(since)
  if (age > longestUsualMs) await forgetUploads(plan, ctx)
  return { kind: 'processing', resume, checkInMs: Math.max(firstCheckMs, age / 4) }
}

export async function comment(
  item: RenderedItem,
  under: PublishedItem,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const form = { api_type: 'json', thing_id: under.remoteId, text: item.text }
  const reply = await call(ctx, 'POST', '/api/comment', { form, creating: true })
  if (isRefusal(reply)) return refusalOf(reply)
  const things = dataIn(reply)?.['things']
  const made = objectOf(objectOf(Array.isArray(things) ? things[0] : undefined)['data'])
  const name = textOf(made['name'])
  if (name === null) return unknown(reply, `Reddit answered ${String(reply.status)}: the comment may be out.`)
  return { kind: 'published', remoteId: name, url: addressOf(made['permalink']) }
}

function send(item: RenderedItem, plan: Plan, ctx: PublishContext): Promise<PlatformReply> {
  const options = schema.parse(item.options)
  const kind = kindOf(item)
  const { title, body } = wordsOf(item)
  const [first] = plan?.files ?? []
  const shared = {
    api_type: 'json',
    sr: plan?.subreddit ?? subredditOf(item, ctx),
    title,
    sendreplies: options.sendReplies ?? true,
    nsfw: options.nsfw ?? false,
    spoiler: options.spoiler ?? false,
    validate_on_submit: true,
    flair_id: options.flairId,
    flair_text: options.flairId === undefined ? undefined : options.flairText,
  }
  const text = body === '' ? undefined : body
  switch (kind) {
    case 'gallery':
      return post(ctx, '/api/submit_gallery_post.json', {
        json: {
          ...shared,
          text,
          show_error_list: true,
          items: (plan?.files ?? []).map(({ assetId }, index) => ({
            media_id: assetId,
            caption: options.gallery?.[index]?.caption ?? '',
            outbound_url: options.gallery?.[index]?.url ?? '',
          })),
        },
      })
    case 'poll':
      return post(ctx, '/api/submit_poll_post', {
        json: {
          ...shared,
          text: body,
          options: options.poll?.options,
          duration: options.poll?.durationDays,
        },
      })
    default:
      return post(ctx, '/api/submit', {
        form: formOf({
          ...shared,
          kind,
          text,
          resubmit: options.resubmit ?? true,
          url: kind === 'link' ? options.url : first?.url,
          video_poster_url: plan?.poster?.url,
          crosspost_fullname: options.crosspostOf,
        }),
      })
  }
}

function post(
  ctx: PublishContext,
  path: string,
  body: { json: Json } | { form: Record<string, string | undefined> },
): Promise<PlatformReply> {
  return call(ctx, 'POST', path, { ...body, creating: true })
}

function formOf(fields: Record<string, string | boolean | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  )
}

/** A file that Reddit does not know any more is uploaded anew by the next try. */
async function refusalOfPost(reply: PlatformReply, plan: Plan, ctx: PublishContext): Promise<PublishOutcome> {
  const refusal = refusalOf(reply)
  const hasFiles = plan !== null && plan.files.length > 0
  if (!hasFiles || refusal.error.networkCode !== 'BAD_URL') return refusal
  await forgetUploads(plan, ctx)
  const message = 'Reddit does not know a file of this post any more. Retry: it is uploaded anew.'
  return { ...refusal, error: { ...refusal.error, code: 'MEDIA_REJECTED', message } }
}

/** Galleries and polls are answered with the full id under `id`, other posts with it under `name`. */
function fullNameIn(data: JsonObject | null): string | null {
  const [name, id] = [textOf(data?.['name']), textOf(data?.['id'])]
  return [name, id].find((each) => each?.startsWith('t3_') === true) ?? null
}

function shortUrl(name: string): string {
  return `https://redd.it/${name.replace(/^t3_/, '')}`
}
