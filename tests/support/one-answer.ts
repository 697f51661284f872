import type { Connector, PublishOutcome } from '../../src/connectors/connector.js'
import type { Json } from '../../src/kit/json.js'
import { anItem, scripted } from './scripted-network.js'

/** What a connector makes of one answer to the call that would have made a post; text stands for a page of a proxy. */
export function outcomeOf(
  { publish }: Pick<Connector, 'publish'>,
  status: number,
  body: Json,
  headers: Record<string, string> = {},
): Promise<PublishOutcome> {
  const said = typeof body === 'string' ? { text: body } : { json: body }
  const data = { domain: 'mastodon.example', accountId: '1' }
  return publish(anItem(), null, scripted([{ status, headers, ...said }], { data }).ctx)
}
