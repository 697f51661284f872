import type { JsonObject } from '../../kit/json.js'
import type { PublishedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'

/** Where an item hangs: the thread's head as root, the item before it as parent, each by address and content. */
export function replyTo(previous: readonly PublishedItem[]): JsonObject | null {
  const [root, parent] = [previous[0], previous.at(-1)]
  if (root === undefined || parent === undefined) return null
  return { root: strongRef(root), parent: strongRef(parent) }
}

function strongRef(item: PublishedItem): JsonObject {
  const cid = textOf(objectOf(item.data)['cid'])
  if (cid === null) throw new Error(`${item.remoteId} was recorded without its cid`)
  return { uri: item.remoteId, cid }
}
