import { responseTo } from '../../../sandbox/past.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { commentsOn } from './comments.js'
import type { Numbers, Post } from './post-table.js'

const dayMs = 86_400_000

/** What a post has got by now. */
export function numbersOf(post: Post, world: SimWorld): Numbers {
  const { impressions, clicks, likes, comments, shares } =
    post.numbers ?? responseTo(post.urn, new Date(post.createdAt), world.now())
  const written = commentsOn(post, world).length
  return { impressions, clicks, likes, comments: comments + written, shares }
}

export function sum(all: readonly Numbers[]): Numbers {
  const none: Numbers = { impressions: 0, clicks: 0, likes: 0, comments: 0, shares: 0 }
  return all.reduce(
    (total, each) => ({
      impressions: total.impressions + each.impressions,
      clicks: total.clicks + each.clicks,
      likes: total.likes + each.likes,
      comments: total.comments + each.comments,
      shares: total.shares + each.shares,
    }),
    none,
  )
}

/** As the network names them, for posts of organizations. */
export function shareStatistics({ impressions, clicks, likes, comments, shares }: Numbers) {
  return {
    impressionCount: impressions,
    uniqueImpressionsCount: Math.round(impressions * 0.8),
    clickCount: clicks,
    likeCount: likes,
    commentCount: comments,
    shareCount: shares,
    engagement: impressions === 0 ? 0 : (clicks + likes + comments + shares) / impressions,
  }
}

export const isNothing = (numbers: Numbers): boolean => Object.values(numbers).every((number) => number === 0)

export type Interval = { start: number; end: number }

/** Days or months of a range, each with its beginning and end. */
export function intervals({ start, end }: Interval, granularity: 'DAY' | 'MONTH'): Interval[] {
  const all: Interval[] = []
  for (let from = startOfDay(start); from < end;) {
    const to = granularity === 'DAY' ? from + dayMs : nextMonth(from)
    all.push({ start: from, end: to })
    from = to
  }
  return all
}

const startOfDay = (ms: number): number => ms - (ms % dayMs)

function nextMonth(ms: number): number {
  const at = new Date(ms)
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)
}
