import type { Prepared, PublishContext, RenderedItem } from '../connector.js'
import { askPosts, postsIn, successIn, type Kind } from './api.js'
import { refusalOf } from './errors.js'
import { kindOf } from './options.js'
import { beginning, Expired, NotUploaded, uploaded, type Uploaded } from './upload.js'

export type Plan = Uploaded & {
  kind: Kind
  isVideo: boolean
  /**
   * Ids of the newest posts of this kind just before ours: what is new afterwards may be ours. Null: Snapchat did not
   * list them.
   */
  before: string[] | null
}

/** Uploads the file, and notes what the profile shows already. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const [file] = item.media
  if (file === undefined) throw new Error('A post for Snapchat has no file')
  try {
    const media = await uploaded(file, ctx)
    const kind = kindOf(item)
    const before = await shownNow(kind, ctx)
    const plan: Plan = { ...media, kind, isVideo: file.kind === 'video', before }
    return { kind: 'ready', plan }
  } catch (error) {
    if (error instanceof NotUploaded) return error.refusal
    if (!(error instanceof Expired)) throw error
    await ctx.dropStep(beginning)
    return { kind: 'processing', checkInMs: 250 }
  }
}

/** That a profile cannot be listed keeps nobody from posting to it; that Snapchat is away does. */
async function shownNow(kind: Kind, ctx: PublishContext): Promise<string[] | null> {
  const reply = await askPosts(kind, null, ctx)
  const body = successIn(reply)
  if (body !== null) return postsIn(kind, body).posts.map(({ id }) => id)
  const refusal = refusalOf(reply)
  if (refusal.cure === 'edit') return null
  throw new NotUploaded(refusal)
}
