import type { Prepared, PublishContext, Refused, RenderedItem } from '../connector.js'
import { prepareContainer, type Containers } from '../containers.js'
import { objectOf, textOf } from '../values.js'
import { childOf, containerOf, fileAddress } from './container.js'
import { failureOf, isMissing, refusalOf } from './errors.js'
import { nodeIn, posterOf, read, write } from './graph.js'

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
  const made = await prepareContainer(item, containersOf(poster), ctx)
  if (made.kind !== 'container') return made
  return ready({ poster, containerId: made.id, ...(made.isOut ? { isOut: true } : {}) })
}

function containersOf(poster: string): Containers {
  return {
    edge: `${poster}/media`,
    asked: 'id,status_code,status',
    childOf,
    containerOf,
    fileAddress,
    read,
    write,
    stateIn(reply) {
      const { status_code: state, status: why } = nodeIn(reply)
      return { state, why: textOf(why) }
    },
    isMissing,
    refusalOf,
    failureOf,
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
