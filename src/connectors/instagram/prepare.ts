import type { Prepared, PublishContext, Refused, RenderedItem } from '../connector.js'
import { objectOf } from '../values.js'
import { childOf, containerOf } from './container.js'
import { posterOf } from './graph.js'
import { containerStep, done, made, NotPrepared, type Wanted } from './making.js'

/**
 * The container that a post is published from. A container is published once, so that what it says of itself tells for
 * certain what became of a request. `isOut`: it was found published before it was asked for.
 */
export type Plan = { poster: string; containerId: string; isOut?: true }

/** Makes the containers of a post and waits until Instagram has fetched and processed what is in them. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const under = item.previous.at(-1)
  if (under !== undefined) return prepareComment(under.remoteId, objectOf(under.data)['kind'] === 'story')
  const poster = posterOf(ctx)?.id
  if (poster === undefined) return noPage
  const step = containerStep(item)
  const files = item.media.length > 1 ? item.media : []
  const children = files.map((file, index): Wanted => ({
    step: `${step}-${String(index)}`,
    container: childOf(item, file, index),
  }))
  try {
    const childIds: string[] = []
    for (const child of children) childIds.push((await made(child, poster, ctx)).id)
    const whole: Wanted = { step, container: containerOf(item, childIds), children }
    const { id } = await made(whole, poster, ctx)
    const isOut = (await done(whole, poster, ctx)) === 'PUBLISHED'
    return ready({ poster, containerId: id, ...(isOut ? { isOut } : {}) })
  } catch (error) {
    if (error instanceof NotPrepared) return error.prepared
    throw error
  }
}

function ready(plan: Plan): Prepared {
  return { kind: 'ready', plan }
}

/** Nothing is made beforehand. */
function prepareComment(remoteId: string, isStory: boolean): Prepared {
  if (isStory) return refused('CONTENT_REJECTED', 'Instagram has no comments under stories.')
  if (remoteId !== '') return { kind: 'ready', plan: null }
  return refused(
    'PUBLISH_ERROR',
    'Instagram did not tell under which id the post is out, so that nothing can be put under it. Comment by hand.',
  )
}

const noPage = refused(
  'PUBLISH_ERROR',
  'None of the Instagram accounts behind the pages is chosen. Select one, then retry.',
)

function refused(code: 'CONTENT_REJECTED' | 'PUBLISH_ERROR', message: string): Refused {
  return { kind: 'refused', cure: 'edit', error: { code, message } }
}
