import { createHash } from 'node:crypto'
import type { Prepared, PublishContext, RenderedItem } from '../connector.js'
import { idIn } from '../graph-api.js'
import { textOf } from '../values.js'
import { fileAddress, type Container } from './container.js'
import { failureOf, isMissing, refusalOf } from './errors.js'
import { nodeIn, read, write } from './graph.js'

/** A container that is to be made, the step that keeps its id, and those that have to be done before it. */
export type Wanted = { step: string; container: Container; children?: readonly Wanted[] }

type Made = { id: string; madeAt: string }

/** What is said instead of going on. Not kept as a step: thrown through it, and answered. */
export class NotPrepared extends Error {
  readonly prepared: Prepared
  constructor(prepared: Prepared) {
    super('The item could not be prepared')
    this.prepared = prepared
  }
}

/** The name of the kept step in which the container of an item was made. */
export function containerStep({ sequence }: RenderedItem): string {
  return `container-${String(sequence)}`
}

/** A container just made is now and then said not to be there. */
const newMs = 60_000

/** Makes a container of an account once. Throws `NotPrepared`, and what the platform client throws. */
export function made(wanted: Wanted, poster: string, ctx: PublishContext): Promise<Made> {
  const { fields, file } = wanted.container
  return ctx.step(wanted.step, madeFrom(wanted, poster), async () => {
    for (const child of wanted.children ?? []) await done(child, poster, ctx)
    const all = { ...fields, ...(await fileAddress(file)) }
    const reply = await write(ctx, `${poster}/media`, all)
    const id = idIn(reply)
    if (id === null) throw new NotPrepared(refusalOf(reply))
    return { id, madeAt: ctx.now.toISOString() }
  })
}

function madeFrom({ container: { fields, file } }: Wanted, poster: string): string {
  return createHash('sha256')
    .update(JSON.stringify([poster, fields, file?.sha256 ?? null]))
    .digest('hex')
}

/**
 * What a container is once Instagram is done with it. Throws `NotPrepared` until then, and where it came to nothing:
 * its id is forgotten then, and the next preparation makes another.
 */
export async function done(
  wanted: Wanted,
  poster: string,
  ctx: PublishContext,
): Promise<'FINISHED' | 'PUBLISHED'> {
  const { id, madeAt } = await made(wanted, poster, ctx)
  const ageMs = ctx.now.getTime() - Date.parse(madeAt)
  const reply = await read(ctx, id, { fields: 'id,status_code,status' })
  const isLost = isMissing(reply)
  if (isLost && ageMs < newMs) throw askAgain(ageMs)
  if (reply.status !== 200 && !isLost) throw new NotPrepared(refusalOf(reply))
  const { status_code: code, status: said } = nodeIn(reply)
  switch (isLost ? 'EXPIRED' : code) {
    case 'FINISHED':
    case 'PUBLISHED':
      return code === 'PUBLISHED' ? code : 'FINISHED'
    case 'EXPIRED':
      await forget(wanted, ctx)
      throw askAgain(0)
    case 'ERROR':
      throw new NotPrepared(await failed(wanted, poster, textOf(said), ctx))
    default:
      throw askAgain(ageMs)
  }
}

/** Instagram asks for a minute between questions; a picture takes a moment. */
function askAgain(ageMs: number): NotPrepared {
  return new NotPrepared({ kind: 'processing', checkInMs: Math.min(60_000, Math.max(1_000, ageMs / 2)) })
}

async function failed(
  wanted: Wanted,
  poster: string,
  said: string | null,
  ctx: PublishContext,
): Promise<Prepared> {
  await forget(wanted, ctx)
  const again = `${wanted.step}-again`
  const { refused, isPassing } = failureOf(said)
  let isFirst = false
  if (isPassing)
    await ctx.step(again, madeFrom(wanted, poster), () => {
      isFirst = true
      return Promise.resolve(true)
    })
  if (isFirst) return askAgain(0).prepared
  await ctx.dropStep(again)
  return refused
}

async function forget(wanted: Wanted, ctx: PublishContext): Promise<void> {
  for (const child of wanted.children ?? []) await ctx.dropStep(child.step)
  await ctx.dropStep(wanted.step)
}
