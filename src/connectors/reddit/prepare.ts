import type { Prepared, PublishContext, RenderedItem } from '../connector.js'
import { communityRefusal, fingerprint } from './community.js'
import { isProfile, subredditOf } from './subreddit.js'
import { uploadBlackPoster, uploadFile, UploadRefused, type Upload } from './upload.js'

/** Where the post goes, whatever is chosen meanwhile, and its files at Reddit. Null: the database was put back. */
export type Plan = { subreddit: string; files: Upload[]; poster: Upload | null } | null

/** Asks what the subreddit takes, then uploads. A comment needs neither. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const subreddit = subredditOf(item, ctx)
  if (item.previous.length > 0) return ready({ subreddit, files: [], poster: null })
  try {
    if (!isProfile(subreddit))
      await ctx.step('rules', fingerprint(item, subreddit), async () => {
        const refusal = await communityRefusal(item, subreddit, ctx)
        if (refusal !== null) throw new UploadRefused(refusal)
        return true
      })
    const video = item.media.find((file) => file.kind === 'video')
    const files: Upload[] = []
    for (const file of item.media)
      if (video === undefined || file === video)
        files.push(await ctx.step(stepOf(files.length), file.sha256, () => uploadFile(file, ctx)))
    if (video === undefined) return ready({ subreddit, files, poster: null })
    const image = item.media.find((file) => file.kind === 'image')
    const poster = await ctx.step(posterStep, image?.sha256 ?? video.sha256, () =>
      image === undefined ? uploadBlackPoster(video, ctx) : uploadFile(image, ctx),
    )
    return ready({ subreddit, files, poster })
  } catch (error) {
    if (error instanceof UploadRefused) return error.refusal
    throw error
  }
}

function ready(plan: Plan): Prepared {
  return { kind: 'ready', plan }
}

const posterStep = 'poster'
const stepOf = (index: number): string => `file ${String(index)}`

/** So that another try uploads anew. */
export async function forgetUploads(plan: Plan, ctx: PublishContext): Promise<void> {
  for (const index of plan?.files.keys() ?? []) await ctx.dropStep(stepOf(index))
  if (plan?.poster != null) await ctx.dropStep(posterStep)
}
