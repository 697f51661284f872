import { setTimeout as pause } from 'node:timers/promises'
import { needs } from '../support/needs.js'
import type { Fleet } from './fleet.js'

export type Platform = { slug: string; hasThreads: boolean; hasComments: boolean }

/** The world that posts are written for: accounts by platform, and an image. */
export type Stage = { platforms: Platform[]; accounts: Map<string, string[]>; imageId: string }

export type Acknowledged = {
  id: string
  /** What has to be on each account: the parts in order, and the comment. */
  targets: { accountId: string; platform: Platform; parts: string[]; comment: string | null }[]
}

type Plan = { body: Record<string, unknown>; isSentAtOnce: boolean; targets: Acknowledged['targets'] }

const shapes = [
  'text',
  'image',
  'all',
  'comment',
  'everywhere',
  'at once',
  'image everywhere at once',
  'thread',
  'comment',
] as const
export type Shape = (typeof shapes)[number]

/** Posts of every shape, in turn: on one account or on one of each network, planned or sent at once. */
function planPost(stage: Stage, number: number, shape: Shape, due: Date): Plan {
  const isWide = shape.includes('everywhere')
  const hasImage = shape.includes('image') || shape === 'all'
  const hasThread = shape === 'thread' || shape === 'all'
  const hasComment = shape === 'comment' || shape === 'all'
  const isSentAtOnce = shape.includes('at once')
  const name = `Post ${String(number)}`
  const thread = hasThread ? [`${name}, part two`, `${name}, part three`] : []
  const comment = hasComment ? `${name}, comment` : null
  const round = Math.floor(number / shapes.length)
  const platforms = isWide
    ? stage.platforms
    : stage.platforms.slice(round % stage.platforms.length).slice(0, 1)
  const targets = platforms.map((platform) => {
    const accounts = stage.accounts.get(platform.slug) ?? []
    return {
      platform,
      accountId: accounts[number % accounts.length] ?? '',
      parts: [name, ...(platform.hasThreads ? thread : [])],
      comment: platform.hasComments ? comment : null,
    }
  })
  const body = {
    content: name,
    accountIds: targets.map((target) => target.accountId),
    ...(hasImage ? { media: [stage.imageId] } : {}),
    ...(hasThread ? { threadPosts: thread.map((content) => ({ content })) } : {}),
    ...(hasComment ? { firstComment: comment } : {}),
    ...neededBy(platforms),
    ...(isSentAtOnce ? {} : { scheduledFor: due.toISOString() }),
  }
  return { body, isSentAtOnce, targets }
}

function neededBy(platforms: readonly Platform[]): Record<string, unknown> {
  const options = platforms.flatMap(({ slug }) => Object.entries(needs[slug]?.platformMetadata ?? {}))
  return options.length === 0 ? {} : { platformMetadata: Object.fromEntries(options) }
}

/** Writes posts, several authors at a time, each post until it is acknowledged. */
export class Crowd {
  readonly acknowledged: Acknowledged[] = []
  /** Answers to a repeated create that named another post. */
  readonly contradictions: string[] = []
  /** Creates that were sent again because no answer came. */
  repeats = 0
  readonly #fleet: Fleet
  readonly #stage: Stage
  readonly #shapes: readonly Shape[]
  #begun = 0

  constructor(fleet: Fleet, stage: Stage, only: readonly Shape[] = shapes) {
    this.#fleet = fleet
    this.#stage = stage
    this.#shapes = only
  }

  /** Keeps as many posts begun as `wanted` says, until it says null. `now` is the server's time. */
  async write(given: { authors: number; wanted: () => number | null; now: () => number }): Promise<void> {
    const author = async (): Promise<void> => {
      for (let wanted = given.wanted(); wanted !== null; wanted = given.wanted()) {
        if (this.#begun < wanted) await this.#one((this.#begun += 1), given.now())
        else await pause(50)
      }
    }
    await Promise.all(Array.from({ length: given.authors }, author))
  }

  async #one(number: number, nowMs: number): Promise<void> {
    // On the same few seconds, so that many are due at once.
    const due = new Date(Math.ceil((nowMs + 2_000) / 10_000) * 10_000)
    const shape = this.#shapes[number % this.#shapes.length] ?? 'text'
    const { body, isSentAtOnce, targets } = planPost(this.#stage, number, shape, due)
    const create = () =>
      this.#fleet.tryCall<{ id: string }>('POST', '/v1/posts', body, `create-${String(number)}`)
    let made = await create()
    while (made === null) {
      this.repeats += 1
      await pause(100)
      made = await create()
    }
    const again = number % 10 === 0 ? await create() : null
    if (again !== null && again.id !== made.id)
      this.contradictions.push(`${made.id} was created as ${again.id} too`)
    if (isSentAtOnce)
      await this.#fleet.call('POST', `/v1/posts/${made.id}/publish`, {}, `publish-${String(number)}`)
    this.acknowledged.push({ id: made.id, targets })
  }
}
