import { ApiError } from '../../contract/errors.js'
import type { Registry } from './registry.js'

/** The slug of a platform as clients spell it, in any case and by any alias; refuses what no connector is called. */
export function platformSlug(connectors: Registry, spelling: string, field: string): string {
  const connector = connectors.resolve(spelling)
  if (connector !== undefined) return connector.slug
  const known = connectors.all.map((each) => each.slug.toUpperCase()).join(', ')
  throw new ApiError(
    'VALIDATION_ERROR',
    `${spelling.slice(0, 50)} is not a platform of this server, which has ${known}.`,
    {
      field,
    },
  )
}
