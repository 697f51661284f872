import type { Json } from '../../kit/json.js'
import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { faultOf, refused } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { authorOf, isPage } from './author.js'
import { processingFailed, refusalOf } from './errors.js'
import { options as schema } from './options.js'
import { rest } from './rest.js'
import { stepsOf, uploadFile, uploadVideo, UploadRefused, type Uploaded, type Whose } from './upload.js'

/** In whose name the post goes out, whatever page is chosen meanwhile, and its files: each belongs to one post. */
export type Plan = { author: string; files: string[] }

export function planOf(plan: Json, ctx: PublishContext): Plan {
  return (plan as Plan | null) ?? { author: authorOf(ctx.data, ctx.account.remoteId), files: [] }
}

/** Of pictures and documents of a person LinkedIn does not tell how far it is; a second or two is usual. */
const settlesMs = 10_000
const askAgainMs = 2_000

/** Uploads the files in the author's name and waits until they can be used. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const author = authorOf(ctx.data, ctx.account.remoteId)
  if (isPage(author) && (schema.parse(item.options).visibility ?? 'PUBLIC') !== 'PUBLIC') return notPublic
  const plan: Plan = { author, files: [] }
  const uploads: { file: MediaFile; whose: Whose; uploaded: Uploaded }[] = []
  for (const [index, file] of item.media.entries()) {
    const whose = { name: uploadStep(index), author }
    const uploaded = await upload(file, whose, ctx)
    if ('kind' in uploaded) return uploaded
    uploads.push({ file, whose, uploaded })
    plan.files.push(uploaded.urn)
  }
  for (const each of uploads) {
    const waiting = await processed(each.file, each.whose, each.uploaded, ctx)
    if (waiting !== null) return waiting
  }
  return { kind: 'ready', plan }
}

export function uploadStep(index: number): string {
  return `media-${String(index)}`
}

/** Forgets the uploads of an item: they are made anew before it is sent again. */
export async function forgetUploads(item: RenderedItem, ctx: PublishContext): Promise<void> {
  for (const index of item.media.keys())
    for (const step of stepsOf(uploadStep(index))) await ctx.dropStep(step)
}

async function upload(file: MediaFile, whose: Whose, ctx: PublishContext): Promise<Uploaded | Prepared> {
  try {
    return await (file.kind === 'video' ? uploadVideo(file, whose, ctx) : uploadFile(file, whose, ctx))
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error
    if (error.isGone) for (const step of stepsOf(whose.name)) await ctx.dropStep(step)
    return error.refusal
  }
}

/** Null when the file can be used. */
async function processed(
  file: MediaFile,
  { name, author }: Whose,
  { urn, atMs }: Uploaded,
  ctx: PublishContext,
): Promise<Prepared | null> {
  if (file.kind !== 'video' && !isPage(author)) return settled(atMs, ctx)
  const kind = file.kind === 'video' ? 'videos' : file.kind === 'document' ? 'documents' : 'images'
  try {
    const reply = await rest(ctx, { method: 'GET', path: `${kind}/${encodeURIComponent(urn)}` })
    // With some permissions it tells nothing.
    if (reply.status === 403) return await settled(atMs, ctx)
    if (reply.status === 404) {
      for (const step of stepsOf(name)) await ctx.dropStep(step)
      return { kind: 'processing', checkInMs: 250 }
    }
    if (reply.status !== 200) return refusalOf(reply, ctx.now)
    const about = objectOf(reply.json)
    switch (about['status']) {
      case 'AVAILABLE':
        return null
      case 'PROCESSING_FAILED': {
        for (const step of stepsOf(name)) await ctx.dropStep(step)
        const reason = textOf(about['processingFailureReason'])
        return refused(processingFailed, reply, reason === null ? {} : { message: reason })
      }
      default:
        return { kind: 'processing', checkInMs: askAgainMs }
    }
  } catch (error) {
    return faultOf(error)
  }
}

function settled(atMs: number, ctx: PublishContext): Promise<Prepared | null> {
  const leftMs = atMs + settlesMs - ctx.now.getTime()
  return Promise.resolve(leftMs <= 0 ? null : { kind: 'processing', checkInMs: leftMs })
}

const notPublic: Prepared = {
  kind: 'refused',
  cure: 'edit',
  error: {
    code: 'CONTENT_REJECTED',
    message: 'What a page posts is public. Leave visibility out, or select no page to post as the person.',
  },
}
