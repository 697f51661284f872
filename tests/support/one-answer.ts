import type {
  Connector,
  PublishContext,
  PublishOutcome,
  RenderedItem,
} from '../../src/connectors/connector.js'
import type { Json } from '../../src/kit/json.js'

const item: RenderedItem = {
  targetId: 'pp_1',
  sequence: 0,
  plannedAt: new Date('2026-01-01T00:00:00.000Z'),
  text: 'Hello',
  media: [],
  options: {},
  contentType: null,
  previous: [],
}

/** What a connector makes of one answer to the call that would have made a post; text stands for a page of a proxy. */
export function outcomeOf(
  { publish }: Pick<Connector, 'publish'>,
  status: number,
  body: Json,
  headers: Record<string, string> = {},
): Promise<PublishOutcome> {
  const isPage = typeof body === 'string'
  const ctx: PublishContext = {
    http: () =>
      Promise.resolve({
        status,
        headers,
        json: isPage ? undefined : body,
        text: isPage ? body : JSON.stringify(body),
      }),
    app: {},
    now: new Date('2026-01-01T00:00:10.000Z'),
    tokens: { accessToken: 'token' },
    data: { domain: 'mastodon.example', accountId: '1' },
    vault: { get: () => Promise.resolve(null), put: () => Promise.resolve() },
    log: () => undefined,
    account: { id: 'acc_1', remoteId: '1', username: 'ann', displayName: null },
    scopes: [],
    step: (_name, _madeFrom, work) => work(),
    dropStep: () => Promise.resolve(),
  }
  return publish(item, null, ctx)
}
