import { z } from 'zod'
import type {
  Connector,
  Look,
  LostAttempt,
  PublishOutcome,
  RenderedItem,
} from '../../src/connectors/connector.js'
import { NoAnswer, NotSent } from '../../src/connectors/platform-http.js'
import type { Json } from '../../src/kit/json.js'

/** What the fake network does with the next creating call. */
export type Act =
  | 'ok'
  | 'lostResponse'
  | 'lostRequest'
  | 'notSent'
  | 'throws'
  | { refuse: Extract<PublishOutcome, { kind: 'refused' }> }
  /** Answers this without making a post. */
  | { answer: PublishOutcome }
  | { until: Promise<unknown>; then: 'ok' | 'lostResponse' }

export type FakePost = {
  remoteId: string
  text: string
  targetId: string
  sequence: number
  parent: string | null
  recipient?: string
  madeAt?: Date
}

/** A network in memory, for tests of the publishing rules where the protocol does not matter. */
export class FakeNetwork {
  readonly posts: FakePost[] = []
  readonly calls: { kind: 'publish' | 'find' | 'comment' | 'prepare'; targetId: string; sequence: number }[] =
    []
  /** What each look was given to go by. */
  readonly looks: { text: string; attempt: LostAttempt }[] = []
  script: Act[] = []
  /** What looks answer while set; else the truth. */
  look: Look['kind'] | null = null
  /** Whether looks pass over what other posts have claimed, as connectors should. */
  passesOverClaimed = true
  looksAtMs: number[] = [5_000, 20_000]
  repeatForMs = 0
  /** Parts that a test adds or replaces; read when the house is made. */
  parts: Partial<Connector> = {}
  #number = 0

  connector(slug = 'acme'): Connector {
    return {
      slug,
      name: 'Acme',
      auth: { scopes: [], finish: () => Promise.reject(new Error('not used')) },
      config: { required: {} },
      rules: {
        limits: {
          text: { max: 280, unit: 'characters', optionalWithMedia: true },
          media: { required: false, max: 4, mixed: false },
          altText: null,
          thread: { max: 25 },
          firstComment: true,
          contentTypes: ['TEXT'],
        },
        measure: (text) => text.length,
      },
      options: z.object({}),
      reconcile: { looksAtMs: this.looksAtMs, repeatForMs: this.repeatForMs },
      identity: () => Promise.reject(new Error('not used')),
      publish: (item) => this.#creates('publish', item),
      comment: (item) => this.#creates('comment', item),
      find: (item, attempt) => Promise.resolve(this.#finds(item, attempt)),
      simulator: () => Promise.reject(new Error('not used')),
      ...this.parts,
    }
  }

  #finds(item: RenderedItem, attempt: LostAttempt): Look {
    this.calls.push({ kind: 'find', targetId: item.targetId, sequence: item.sequence })
    this.looks.push({ text: item.text, attempt })
    if (this.look === 'absent') return { kind: 'absent' }
    if (this.look === 'cannotTell') return { kind: 'cannotTell', reason: 'down' }
    const found = this.posts.find(
      (post) =>
        post.targetId === item.targetId &&
        post.sequence === item.sequence &&
        !(this.passesOverClaimed && attempt.claimed.has(post.remoteId)),
    )
    return found === undefined
      ? { kind: 'absent' }
      : {
          kind: 'found',
          remoteId: found.remoteId,
          url: this.#url(found.remoteId),
          createdAt: found.madeAt ?? null,
        }
  }

  async #creates(kind: 'publish' | 'comment', item: RenderedItem): Promise<PublishOutcome> {
    this.calls.push({ kind, targetId: item.targetId, sequence: item.sequence })
    const act = this.script.shift() ?? 'ok'
    if (act === 'notSent') throw new NotSent('connection refused')
    if (act === 'throws') throw new TypeError('a bug')
    if (act === 'lostRequest') throw new NoAnswer('connection reset')
    if (typeof act === 'object' && 'refuse' in act) return act.refuse
    if (typeof act === 'object' && 'answer' in act) return act.answer
    if (typeof act === 'object') await act.until
    const known = this.posts.find(
      (post) => post.targetId === item.targetId && post.sequence === item.sequence,
    )
    const post = this.repeatForMs > 0 && known !== undefined ? known : this.#add(item)
    if (act === 'lostResponse' || (typeof act === 'object' && act.then === 'lostResponse'))
      throw new NoAnswer('connection reset')
    const data: Json = { cid: post.remoteId }
    return { kind: 'published', remoteId: post.remoteId, url: this.#url(post.remoteId), data }
  }

  /** Makes a post as the network would for this item. */
  #add(item: RenderedItem): FakePost {
    this.#number += 1
    const post = {
      remoteId: `r${String(this.#number)}`,
      text: item.text,
      targetId: item.targetId,
      sequence: item.sequence,
      parent: item.previous.at(-1)?.remoteId ?? null,
      ...(item.recipient === undefined ? {} : { recipient: item.recipient }),
    }
    this.posts.push(post)
    return post
  }

  #url(remoteId: string): string {
    return `https://acme.example/${remoteId}`
  }
}
