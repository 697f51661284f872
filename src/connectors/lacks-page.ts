import type { JsonObject } from '../kit/json.js'
import type { Connector } from './connector.js'

/** Whether a page has to be chosen before anything is done with the account that has these data. */
export function lacksPage(
  { needsPage = false }: Connector,
  data: JsonObject,
  options: JsonObject = {},
): boolean {
  return typeof needsPage === 'function' ? needsPage(data, options) : needsPage && data['page'] == null
}
