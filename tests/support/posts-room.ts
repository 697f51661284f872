import { z } from 'zod'
import { createRegistry } from '../../src/connectors/registry.js'
import type { Connector } from '../../src/connectors/connector.js'
import type { Limits } from '../../src/domain/rules.js'
import type { PostsDeps } from '../../src/posts/deps.js'
import type { Database } from '../../src/store/database.js'
import type { WorkKind } from '../../src/work/wake.js'
import { FakeNetwork } from './fake-network.js'

/**
 * The posts room over a real database, with five networks of different manners: acme takes 280 characters, pics
 * needs media and knows an option, mute cannot be asked whether a post exists, paged posts to a page of the account, both
 * where the account is one for pages.
 */
export function postsRoom(db: Database): PostsDeps & { woken: WorkKind[] } {
  const woken: WorkKind[] = []
  return {
    db,
    connectors: createRegistry([acme(), pics(), mute(), paged(), both(), boards()]),
    appOf: () => ({}),
    wake: {
      due: (kind) => void woken.push(kind),
      changed: () => undefined,
      on: () => () => undefined,
      heard: () => undefined,
    },
    links: {
      platformUrl: (platform, url) => url.replace('https://', `http://sandbox/${platform}/`),
      mediaUrl: (file) => file.sourceUrl ?? `http://files/${file.id}`,
      thumbnailUrl: () => null,
    },
    woken,
  }
}

function acme(): Connector {
  const base = new FakeNetwork().connector('acme')
  const limits: Limits = {
    ...base.rules.limits,
    media: { ...base.rules.limits.media, image: { max: 4 } },
    contentTypes: ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL', 'THREAD'],
  }
  return { ...base, aliases: ['acme_inc'], rules: { ...base.rules, limits } }
}

function pics(): Connector {
  const base = new FakeNetwork().connector('pics')
  const limits = {
    ...base.rules.limits,
    media: { required: true, max: 10, mixed: true, image: { max: 10 } },
    thread: null,
  }
  return {
    ...base,
    rules: { ...base.rules, limits },
    options: z.strictObject({ shareToFeed: z.boolean().optional() }),
  }
}

function mute(): Connector {
  const { find: _find, ...base } = new FakeNetwork().connector('mute')
  return { ...base, reconcile: { looksAtMs: [] } }
}

function paged(): Connector {
  return { ...new FakeNetwork().connector('paged'), needsPage: true }
}

/** A post may name its page itself. */
function boards(): Connector {
  return {
    ...new FakeNetwork().connector('boards'),
    options: z.strictObject({ pageId: z.string().optional() }),
    needsPage: (_data, options) => options?.['pageId'] === undefined,
  }
}

function both(): Connector {
  return { ...new FakeNetwork().connector('both'), needsPage: ({ isPage }) => isPage === true }
}
