import type { JsonObject } from '../../kit/json.js'
import { objectOf, textOf } from '../values.js'

/** In whose name is posted: the page that was chosen, else the person. */
export function authorOf(data: JsonObject, personId: string): string {
  return textOf(objectOf(data['page'])['urn']) ?? `urn:li:person:${personId}`
}

/** What LinkedIn lets an app read, and shows only to everybody, depends on it. */
export function isPage(author: string): boolean {
  return author.startsWith('urn:li:organization:')
}
