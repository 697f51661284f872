import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Stage } from './crowd.js'
import type { Fleet } from './fleet.js'

/** Connects accounts on every network that there is (or on these), and uploads the image that posts carry. */
export async function prepareStage(fleet: Fleet, accountsEach: number, only?: string[]): Promise<Stage> {
  const { data } = await fleet.call<{
    data: { slug: string; capabilities: string[]; limits: { media: { required: boolean } } }[]
  }>('GET', '/v1/platforms')
  const platforms = data
    .filter((each) => !each.limits.media.required && only?.includes(each.slug) !== false)
    .map(({ slug, capabilities }) => ({
      slug,
      hasThreads: capabilities.includes('thread'),
      hasComments: capabilities.includes('firstComment'),
    }))
  const accounts = new Map<string, string[]>()
  for (const { slug } of platforms) {
    const made = await Promise.all(
      Array.from({ length: accountsEach }, () =>
        fleet.call<{ id: string }>('POST', '/sandbox/accounts', { platform: slug }),
      ),
    )
    accounts.set(
      slug,
      made.map((account) => account.id),
    )
  }
  return { platforms, accounts, imageId: await uploadImage(fleet) }
}

async function uploadImage(fleet: Fleet): Promise<string> {
  const bytes = await readFile(new URL('../fixtures/media/card-1200x630.png', import.meta.url))
  const upload = await fleet.call<{
    mediaId: string
    uploadUrl: string
    uploadHeaders: Record<string, string>
  }>('POST', '/v1/media/upload', { filename: 'card.png', contentType: 'image/png', sizeBytes: bytes.length })
  await fetch(upload.uploadUrl, { method: 'PUT', headers: upload.uploadHeaders, body: new Uint8Array(bytes) })
  const worker = await fleet.startWorker(null)
  while ((await fleet.call<{ status: string }>('GET', `/v1/media/${upload.mediaId}`)).status !== 'READY')
    await pause(50)
  worker.kill()
  return upload.mediaId
}

/** The server's clock, moved as long as nobody asks for quiet. */
export class MovedClock {
  readonly #fleet: Fleet
  #offsetMs = 0
  #isQuiet = false

  constructor(fleet: Fleet) {
    this.#fleet = fleet
  }

  now = (): number => Date.now() + this.#offsetMs

  get movedMs(): number {
    return this.#offsetMs
  }

  async advance(ms: number): Promise<void> {
    if (this.#isQuiet) return
    const moved = await this.#fleet.tryCall<{ offsetMs: number }>('POST', '/sandbox/clock', { advanceMs: ms })
    this.#offsetMs = moved?.offsetMs ?? this.#offsetMs
  }

  async quiet(work: () => Promise<void>): Promise<void> {
    this.#isQuiet = true
    await work()
    this.#isQuiet = false
  }
}

/** Adds faults at the networks as long as asked to; `given` counts them. */
export async function addFaults(
  fleet: Fleet,
  platforms: readonly { slug: string }[],
  given: { everyMs: number; isOver: () => boolean },
): Promise<Map<string, number>> {
  const added = new Map<string, number>()
  const kinds = ['lost_response', 'lost_request']
  const operations = ['publish', 'publish', 'comment', 'publish', 'upload']
  for (let number = 0; !given.isOver(); number += 1) {
    const fault = kinds[number % kinds.length] ?? ''
    const platform = platforms[Math.floor(number / 2) % platforms.length]?.slug
    const operation = operations[number % operations.length]
    const done = await fleet.tryCall('POST', '/sandbox/faults', { platform, fault, operation })
    if (done !== null) added.set(fault, (added.get(fault) ?? 0) + 1)
    await pause(given.everyMs)
  }
  return added
}

/** Moves the clock past every wait until nothing is left to do: no target, no comment, no delivery. Gives up when for so long nothing more was done. */
export async function untilNothingIsDue(fleet: Fleet, clock: MovedClock, withinMs: number): Promise<void> {
  let giveUpAt = performance.now() + withinMs
  let fewest = Infinity
  for (;;) {
    const [left] = await fleet.db.query<{ targets: number; comments: number; deliveries: number }>({
      text: `select (select count(*) from targets where run_at < 'infinity')::integer as targets,
               (select count(*) from comments where run_at < 'infinity')::integer as comments,
               (select count(*) from deliveries where run_at < 'infinity')::integer as deliveries`,
    })
    const remaining = left === undefined ? 0 : left.targets + left.comments + left.deliveries
    if (remaining === 0) return
    if (remaining < fewest) giveUpAt = performance.now() + withinMs
    fewest = Math.min(fewest, remaining)
    if (performance.now() > giveUpAt) {
      const some = await fleet.db.query({
        text: `select target.platform, target.status, target.stage, target.error, post.status as post, post.run, post.open_targets as open,
                 post.published_targets as published, post.failed_targets as failed, lane.held_until - vb_now() as held_for,
                 (select json_agg(json_build_array(other.platform, other.status, other.stage)) from targets as other where other.post_id = post.id) as targets,
                 (select json_agg(json_build_array(number, attempts.stage, outcome) order by number) from attempts where target_id = target.id) as attempts
               from targets as target join posts as post on post.id = target.post_id join lanes as lane on lane.id = target.lane_id
               where target.run_at < 'infinity' order by (post.status in ('scheduled', 'publishing')), target.run_at limit 2`,
      })
      throw new Error(`Still to do after all: ${JSON.stringify([left, ...some])}`)
    }
    await clock.advance(30_000)
    await pause(300)
  }
}
