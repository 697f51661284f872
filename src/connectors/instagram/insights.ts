import type { JsonObject } from '../../kit/json.js'
import { objectOf } from '../values.js'

/** The metrics of an answer, by name. Instagram writes a number as the one of a list, or as a total. */
export function sumsIn(rows: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    rows.flatMap((row) => {
      const total = objectOf(row['total_value'])['value'] ?? valuesIn(row)[0]?.['value']
      return typeof total === 'number' ? [[String(row['name']), total]] : []
    }),
  )
}

/** The values of one metric over time. */
export function valuesIn(row: JsonObject): JsonObject[] {
  const { values } = row
  return Array.isArray(values) ? values.map(objectOf) : []
}
