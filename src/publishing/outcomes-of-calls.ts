import type { Connector, Prepared, PublishContext, RenderedItem } from '../connectors/connector.js'
import { faultOf } from '../connectors/outcomes.js'
import { NotSent } from '../connectors/platform-http.js'
import type { PublishOutcome } from '../domain/outcome.js'
import { LeaseLost } from './call-context.js'

/** Runs a creating call of a connector; what it throws becomes an outcome. */
export async function asked(call: () => Promise<PublishOutcome>): Promise<PublishOutcome> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof NotSent) return faultOf(error)
    return { kind: 'unknown', error: faultOf(error).error }
  }
}

/** Runs a connector's preparation, where it has one. */
export async function prepared(
  connector: Connector,
  item: RenderedItem,
  ctx: PublishContext,
): Promise<Prepared> {
  if (connector.prepare === undefined) return { kind: 'ready', plan: null }
  try {
    return await connector.prepare(item, ctx)
  } catch (error) {
    if (error instanceof LeaseLost) throw error
    // Nothing that the public can see was asked for: a fault here leaves nothing behind.
    return faultOf(error)
  }
}
