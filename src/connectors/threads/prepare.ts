import type { Prepared, PublishContext, Refused, RenderedItem } from '../connector.js'
import { childOf, containerOf } from './container.js'
import { containerStep, done, made, NotPrepared, type Wanted } from './making.js'
import { parentIdOf } from './options.js'
import { quotaRefusal } from './quota.js'

/**
 * The container that the item is published from. A container is published once, so that what it says of itself tells
 * for certain what became of a request. `isOut`: it was found published before it was asked for.
 */
export type Plan = { containerId: string; isOut?: true }

/** Makes the containers of an item and waits until Threads has fetched and processed what is in them. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  if (parentIdOf(item) === '') return cutOff
  const step = containerStep(item)
  const files = item.media.length > 1 ? item.media : []
  const children = files.map((file, index): Wanted => ({
    step: `${step}-${String(index)}`,
    container: childOf(item, file),
  }))
  try {
    const childIds: string[] = []
    for (const child of children) childIds.push((await made(child, ctx)).id)
    const whole: Wanted = { step, container: containerOf(item, childIds), children }
    const { id } = await made(whole, ctx)
    if ((await done(whole, ctx)) === 'PUBLISHED') return ready({ containerId: id, isOut: true })
    return (await quotaRefusal(item, ctx)) ?? ready({ containerId: id })
  } catch (error) {
    if (error instanceof NotPrepared) return error.prepared
    throw error
  }
}

function ready(plan: Plan): Prepared {
  return { kind: 'ready', plan }
}

/** Guessing would put the rest of a thread under another post. */
const cutOff: Refused = {
  kind: 'refused',
  cure: 'edit',
  error: {
    code: 'PUBLISH_ERROR',
    message:
      'Threads did not tell under which id the part before is out, so that nothing can be put under it. Answer it by hand.',
  },
}
