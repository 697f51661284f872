import type { Connector } from './connector.js'

/** Look-ups over the list of connectors. Everybody but app.ts receives it and never imports a connector. */
export type Registry = {
  all: readonly Connector[]
  /** By slug; throws for a slug that no connector has, which only a row of a removed platform can cause. */
  get: (slug: string) => Connector
  /** By any spelling a client may send: any case, aliases. */
  resolve: (spelling: string) => Connector | undefined
}

/** Throws for a connector that the engine cannot keep its promises for. */
export function createRegistry(connectors: readonly Connector[]): Registry {
  for (const { slug, recipients, proceed } of connectors)
    if (recipients !== undefined && proceed !== undefined)
      throw new Error(
        `The connector ${slug} has recipients and proceed: how far the calls to one recipient are is not kept while the others are sent theirs. Send each by one call.`,
      )
  const bySlug = new Map(connectors.map((connector) => [connector.slug, connector]))
  const bySpelling = new Map(
    connectors.flatMap((connector) =>
      [connector.slug, ...(connector.aliases ?? [])].map((name) => [name, connector]),
    ),
  )
  return {
    all: connectors,
    get(slug) {
      const connector = bySlug.get(slug)
      if (connector === undefined) throw new Error(`No connector for ${slug}`)
      return connector
    },
    resolve: (spelling) => bySpelling.get(spelling.toLowerCase()),
  }
}
