import type { Prepared, PublishContext, Refused, RenderedItem } from '../connector.js'
import { prepareContainer, type Containers } from '../containers.js'
import { objectOf, textOf } from '../values.js'
import { childOf, containerOf, fileAddress } from './container.js'
import { failureOf, isMissing, refusalOf } from './errors.js'
import { read, write } from './graph.js'
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
  const made = await prepareContainer(item, containersOf(ctx), ctx)
  if (made.kind !== 'container') return made
  if (made.isOut) return ready({ containerId: made.id, isOut: true })
  return (await quotaRefusal(item, ctx)) ?? ready({ containerId: made.id })
}

function containersOf({ account }: PublishContext): Containers {
  return {
    edge: `${account.remoteId}/threads`,
    asked: 'id,status,error_message',
    childOf,
    containerOf,
    fileAddress,
    read,
    write,
    stateIn({ json }) {
      const { status, error_message: why } = objectOf(json)
      return { state: status, why: textOf(why) }
    },
    isMissing,
    refusalOf,
    // Threads does not know either what went wrong: a second one may do.
    failureOf: (why) => ({ refused: failureOf(why), isPassing: why === 'UNKNOWN' }),
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
