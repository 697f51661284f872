import type { Json } from '../../kit/json.js'
import type { PublishContext, RenderedItem } from '../connector.js'
import { objectOf } from '../values.js'
import { kindOf, type Kind } from './kind.js'
import { chosenPage } from './page.js'

/**
 * The page that a post goes to, whatever is chosen meanwhile, and its files there, by whose ids it is found again.
 * `isOut`: the video was found published before it was asked for.
 */
export type Plan = {
  kind: Kind | 'comment'
  pageId: string
  photoIds?: string[]
  videoId?: string
  sessionId?: string
  isOut?: true
}

/** Of an item whose plan is lost (the database was put back), no more than its page is known. */
export function planOf(item: RenderedItem, plan: Json, ctx: Pick<PublishContext, 'data'>): Plan | null {
  const { kind, pageId, ...more } = objectOf(plan) as Partial<Plan>
  const id = pageId ?? chosenPage(ctx.data)
  return id === null ? null : { kind: kind ?? kindOf(item.contentType, item.media), pageId: id, ...more }
}

export function isStory({ kind }: Pick<Plan, 'kind'>): boolean {
  return kind === 'photoStory' || kind === 'videoStory'
}

/** What stands beside what is out: with its page's token it is commented, found and measured. */
export function dataOf({ pageId, kind, videoId }: Plan): Json {
  return { pageId, kind, ...(videoId === undefined ? {} : { videoId }) }
}

export function postUrl(id: string): string {
  return `https://www.facebook.com/${id}`
}
