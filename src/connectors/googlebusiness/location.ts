import type { JsonObject } from '../../kit/json.js'
import type { Refused } from '../connector.js'
import { objectOf, textOf } from '../values.js'

/**
 * The location that is chosen, under the name by which v4 knows it: `accounts/1/locations/2`; null where none is.
 * Without the account v4 does not find it.
 */
export function locationOf(data: JsonObject): string | null {
  return textOf(objectOf(data['page'])['id'])
}

/** The name by which all but v4 know it: `locations/2`. */
export function bareName(location: string): string {
  return location.slice(location.indexOf('/locations/') + 1)
}

/** The choice, as an account shows it. */
export function presentLocation(data: JsonObject): JsonObject {
  const { id, name, isVerified } = objectOf(data['page'])
  const isChosen = textOf(id) !== null
  return { location: isChosen ? { id, name, isVerified } : null, gmbLocationsConfigured: isChosen }
}

export const noLocation: Refused = {
  kind: 'refused',
  cure: 'edit',
  error: {
    code: 'PUBLISH_ERROR',
    message: 'No location is selected. List the locations of the account (pages), select one, then retry.',
  },
}
