import { createHash } from 'node:crypto'
import type { MediaFile, Prepared, PublishContext, Refused, RenderedItem } from './connector.js'
import { idIn } from './graph-api.js'
import type { PlatformReply } from './platform-http.js'

/**
 * Networks on which a post is a container first, and its files are containers in it: what has to be made, and waited
 * for, before the one call that the public can see.
 */
export type Containers = {
  /** Where containers are made, such as `17841/media`. What was made at another is made again. */
  edge: string
  /** What a container is asked for. */
  asked: string
  childOf: (item: RenderedItem, file: MediaFile, index: number) => Container
  containerOf: (item: RenderedItem, children: readonly string[]) => Container
  fileAddress: (file: MediaFile | null) => Promise<Fields>
  read: (ctx: PublishContext, path: string, fields: Fields) => Promise<PlatformReply>
  write: (ctx: PublishContext, path: string, fields: Fields) => Promise<PlatformReply>
  /** How far a container is, and why it failed, as its answer says it. */
  stateIn: (reply: PlatformReply) => { state: unknown; why: string | null }
  isMissing: (reply: PlatformReply) => boolean
  refusalOf: (reply: PlatformReply) => Refused
  /** `isPassing`: a second container may fare better. */
  failureOf: (why: string | null) => { refused: Refused; isPassing: boolean }
}

export type Fields = Record<string, string | undefined>
/** What a container is made of, but for the address of its file, which is another one every time. */
export type Container = { fields: Fields; file: MediaFile | null }

/** `isOut`: it was found published before it was asked for. */
type Ready = { kind: 'container'; id: string; isOut: boolean }

/** A container that is to be made, the step that keeps its id, and those that have to be done before it. */
type Wanted = { step: string; container: Container; children?: readonly Wanted[] }
type Made = { id: string; madeAt: string }

/** What is said instead of going on. Not kept as a step: thrown through it, and answered. */
class NotPrepared extends Error {
  readonly prepared: Exclude<Prepared, { kind: 'ready' }>
  constructor(prepared: Exclude<Prepared, { kind: 'ready' }>) {
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

/** Makes the containers of an item, each once, and waits until the network has fetched and processed what is in them. */
export async function prepareContainer(
  item: RenderedItem,
  network: Containers,
  ctx: PublishContext,
): Promise<Ready | Exclude<Prepared, { kind: 'ready' }>> {
  const step = containerStep(item)
  const files = item.media.length > 1 ? item.media : []
  const children = files.map((file, index): Wanted => ({
    step: `${step}-${String(index)}`,
    container: network.childOf(item, file, index),
  }))
  try {
    const childIds: string[] = []
    for (const child of children) childIds.push((await made(child, network, ctx)).id)
    const whole: Wanted = { step, container: network.containerOf(item, childIds), children }
    const { id } = await made(whole, network, ctx)
    const isOut = (await done(whole, network, ctx)) === 'PUBLISHED'
    return { kind: 'container', id, isOut }
  } catch (error) {
    if (error instanceof NotPrepared) return error.prepared
    throw error
  }
}

function made(wanted: Wanted, network: Containers, ctx: PublishContext): Promise<Made> {
  const { fields, file } = wanted.container
  return ctx.step(wanted.step, madeFrom(wanted, network), async () => {
    for (const child of wanted.children ?? []) await done(child, network, ctx)
    const reply = await network.write(ctx, network.edge, { ...fields, ...(await network.fileAddress(file)) })
    const id = idIn(reply)
    if (id === null) throw new NotPrepared(network.refusalOf(reply))
    return { id, madeAt: ctx.now.toISOString() }
  })
}

function madeFrom({ container: { fields, file } }: Wanted, { edge }: Containers): string {
  return createHash('sha256')
    .update(JSON.stringify([edge, fields, file?.sha256 ?? null]))
    .digest('hex')
}

/**
 * What a container is once the network is done with it. Throws `NotPrepared` until then, and where it came to nothing:
 * its id is forgotten then, and the next preparation makes another.
 */
async function done(
  wanted: Wanted,
  network: Containers,
  ctx: PublishContext,
): Promise<'FINISHED' | 'PUBLISHED'> {
  const { id, madeAt } = await made(wanted, network, ctx)
  const ageMs = ctx.now.getTime() - Date.parse(madeAt)
  const reply = await network.read(ctx, id, { fields: network.asked })
  const isGone = network.isMissing(reply)
  if (isGone && ageMs < newMs) throw askAgain(ageMs)
  if (reply.status !== 200 && !isGone) throw new NotPrepared(network.refusalOf(reply))
  const { state, why } = network.stateIn(reply)
  switch (isGone ? 'EXPIRED' : state) {
    case 'FINISHED':
    case 'PUBLISHED':
      return state === 'PUBLISHED' ? state : 'FINISHED'
    case 'EXPIRED':
      await forget(wanted, ctx)
      throw askAgain(0)
    case 'ERROR':
      throw await failed(wanted, network, why, ctx)
    default:
      throw askAgain(ageMs)
  }
}

/** A minute between questions is asked for; a text or a picture takes a moment. */
function askAgain(ageMs: number): NotPrepared {
  return new NotPrepared({ kind: 'processing', checkInMs: Math.min(60_000, Math.max(1_000, ageMs / 2)) })
}

/** What has failed for a passing reason is made once more. */
async function failed(
  wanted: Wanted,
  network: Containers,
  why: string | null,
  ctx: PublishContext,
): Promise<NotPrepared> {
  await forget(wanted, ctx)
  const again = `${wanted.step}-again`
  const { refused, isPassing } = network.failureOf(why)
  let isFirst = false
  if (isPassing)
    await ctx.step(again, madeFrom(wanted, network), () => {
      isFirst = true
      return Promise.resolve(true)
    })
  if (isFirst) return askAgain(0)
  await ctx.dropStep(again)
  return new NotPrepared(refused)
}

async function forget(wanted: Wanted, ctx: PublishContext): Promise<void> {
  for (const child of wanted.children ?? []) await ctx.dropStep(child.step)
  await ctx.dropStep(wanted.step)
}
