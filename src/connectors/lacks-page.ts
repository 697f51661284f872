import type { JsonObject } from '../kit/json.js'
import type { Connector } from './connector.js'

/**
 * Whether a page (board, location) has to be chosen first: before a post with these options can go out, or, with null,
 * before anything is read of the account.
 */
export function lacksPage(
  { needsPage = false }: Pick<Connector, 'needsPage'>,
  data: JsonObject,
  options: JsonObject | null = null,
): boolean {
  return typeof needsPage === 'function' ? needsPage(data, options) : needsPage && data['page'] == null
}
