import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'

export type Plan = { mediaIds: string[] }

/** A refusal is not kept as a step: thrown through it, and answered. */
class UploadRefused extends Error {
  readonly prepared: Prepared
  constructor(prepared: Prepared) {
    super('The upload was refused')
    this.prepared = prepared
  }
}

/** Uploads the files, each once: a restart goes on with those that are up. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const mediaIds: string[] = []
  try {
    for (const [index, file] of item.media.entries()) {
      const madeFrom = `${file.sha256} ${file.altText ?? ''}`
      mediaIds.push(await ctx.step(`media-${String(index)}`, madeFrom, () => upload(file, ctx)))
    }
  } catch (error) {
    if (error instanceof UploadRefused) return error.prepared
    throw error
  }
  const plan: Plan = { mediaIds }
  return { kind: 'ready', plan }
}

async function upload(file: MediaFile, ctx: PublishContext): Promise<string> {
  const { filename, contentType, sizeBytes: length } = file
  const reply = await ctx.http({
    method: 'POST',
    url: 'https://api.template.example/v1/media',
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
    multipart: [
      { name: 'alt', value: file.altText ?? '' },
      { name: 'file', filename, contentType, bytes: file.stream(), length },
    ],
  })
  const id = textOf(objectOf(reply.json)['id'])
  if (reply.status !== 201 || id === null) throw new UploadRefused(refusalOf(reply))
  return id
}
