import type {
  AccountDay,
  AccountNumbers,
  Connector,
  EarlierPost,
  PostMeasure,
  PostNumbers,
  QuotaReading,
  QuotaRule,
  ReadAnswer,
  Refused,
} from '../../src/connectors/connector.js'
import type { JsonObject } from '../../src/kit/json.js'

/** What the fake network does with the next read: refuses it, fails, or answers once it may. */
export type ReadAct = Refused | Error | { until: Promise<unknown>; then?: Refused }

/** As it stands in `calls`: nothing where the account has none. */
function pageIn({ page }: JsonObject): string {
  return page == null ? '' : ` at ${String((page as JsonObject)['id'])}:`
}

/** The reading parts of a connector, over a network in memory: what it counts is set by the test. */
export class CountedNetwork {
  /** What was asked, in order: `posts a,b`, `account`, `history first`, `quota`. */
  readonly calls: string[] = []
  /** By remote id; a post that is not here is left out of answers. */
  readonly numbers = new Map<string, PostNumbers | 'gone'>()
  account: AccountNumbers = { followers: 10, following: 5, posts: 1 }
  days: AccountDay[] = []
  /** From when on it was asked for days, each time. */
  readonly daysSince: Date[] = []
  /** Newest first. */
  past: EarlierPost[] = []
  readings: QuotaReading[] = []
  rules: QuotaRule[] = [{ name: 'posts in a day', limit: 5, window: { rollingMs: 86_400_000 } }]
  restMs: number | undefined
  /** Used up by reads in order of their arrival. */
  script: ReadAct[] = []
  /** What the next call of this name does, whenever it comes. */
  readonly #held = new Map<string, ReadAct>()
  postsPerCall = 2
  postsPerPage = 2

  parts(): Required<Pick<Connector, 'metrics' | 'history' | 'quota'>> {
    const { postsPerCall } = this
    return {
      metrics: {
        postsPerCall,
        posts: (posts, { data }) =>
          this.#answers(`posts${pageIn(data)} ${posts.map(({ remoteId }) => remoteId).join(',')}`, () => ({
            posts: posts.flatMap(({ remoteId }): PostMeasure[] => {
              const numbers = this.numbers.get(remoteId)
              if (numbers === undefined) return []
              return [numbers === 'gone' ? { remoteId, isGone: true } : { remoteId, numbers }]
            }),
          })),
        account: (_ctx, since) => {
          this.daysSince.push(since)
          return this.#answers('account', () => ({ now: this.account, days: this.days }))
        },
      },
      history: ({ cursor }) =>
        this.#answers(`history ${cursor ?? 'first'}`, () => {
          const from = Number(cursor ?? 0)
          const to = from + this.postsPerPage
          return { posts: this.past.slice(from, to), next: to < this.past.length ? String(to) : null }
        }),
      quota: {
        rules: () => this.rules,
        read: () => this.#answers('quota', () => ({ readings: this.readings })),
      },
    }
  }

  holdAt(call: string, act: Promise<unknown> | Refused): void {
    this.#held.set(call, act instanceof Promise ? { until: act } : act)
  }

  async #answers<T>(call: string, answer: () => T): Promise<ReadAnswer<T>> {
    this.calls.push(call)
    const held = this.#held.get(call)
    this.#held.delete(call)
    const act = held ?? this.script.shift()
    if (act instanceof Error) throw act
    if (act !== undefined && 'kind' in act) return act
    const told = answer()
    await act?.until
    if (act?.then !== undefined) return act.then
    return { kind: 'ok', ...told, ...(this.restMs === undefined ? {} : { restMs: this.restMs }) }
  }
}
