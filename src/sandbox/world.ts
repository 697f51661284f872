import type { Json } from '../kit/json.js'
import type { SandboxClock } from './clock.js'
import type { Journal } from './journal.js'
import type { KeptFiles } from './kept-files.js'
import { consentPage } from './pages.js'
import { pastOf } from './past.js'
import { postPage } from './post-page.js'
import type { SimPost, Simulator, SimWorld } from './simulator.js'

export type Outside = {
  /** Where a browser reaches the sandbox. */
  publicBase: () => string
  /** Fetches an address that a request named, as networks that pull media do. */
  fetch: SimWorld['fetch']
  /** Posts to an address that somebody gave for webhooks. */
  send: SimWorld['send']
}

/** What one simulator is given. */
export function createWorld(
  { slug, posts }: Pick<Simulator, 'slug' | 'posts'>,
  { journal, files, clock }: { journal: Journal; files: KeptFiles; clock: SandboxClock },
  outside: Outside,
): SimWorld {
  const counters = journal.table<number>('_counters')
  const firstAsked = journal.table<string>('_past')
  const world: SimWorld = {
    now: () => clock.now(),
    table: <T extends Json>(name: string) => journal.table<T>(name),
    nextNumber(name) {
      const next = (counters.get(name) ?? 0) + 1
      counters.set(name, next)
      return next
    },
    pastOf(userId) {
      // Fixed when first asked for: moving the clock must not give old posts new dates.
      const before = firstAsked.get(userId) ?? clock.now().toISOString()
      if (firstAsked.get(userId) === undefined) firstAsked.set(userId, before)
      return pastOf(userId, new Date(before))
    },
    fetch: outside.fetch,
    send: outside.send,
    localUrl: (url) => `${outside.publicBase()}/sandbox/${slug}/${url.replace(/^https?:\/\//, '')}`,
    keepFile: (id, bytes, part) => files.keep(id, bytes, part),
    keptFile: (id) => files.read(id),
    consent: consentPage,
    postPage(post, user, network) {
      const all = posts(world)
      const links = {
        fileAt: (id: string) => filePath(slug, id),
        postAt: ({ url }: SimPost) => (url === null ? null : world.localUrl(url)),
      }
      const parent = all.find(({ remoteId }) => remoteId === post.parentId)
      const replies = all.filter(({ parentId }) => parentId === post.remoteId)
      return postPage({ post, user, network, parent, replies }, links)
    },
  }
  return world
}

/** Where a post's page finds a file. No network's host looks like it. */
function filePath(slug: string, id: string): string {
  return `/sandbox/${slug}/_files/${encodeURIComponent(id)}`
}
