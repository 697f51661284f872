import type { Json, JsonObject } from '../kit/json.js'

/** The object that a platform answered; `{}` for anything else. */
export function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/**
 * Of an object that a platform answered, the numbers under these names (ours to theirs); what it does not carry stays
 * away. Some networks write numbers as text.
 */
export function numbersIn<Name extends string>(
  value: Json | undefined,
  names: Record<Name, string>,
): Partial<Record<Name, number>> {
  const object = objectOf(value)
  const numbers: Partial<Record<Name, number>> = {}
  for (const [ours, theirs] of Object.entries(names) as [Name, string][]) {
    const given = object[theirs]
    const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
    if (typeof number === 'number' && Number.isFinite(number)) numbers[ours] = number
  }
  return numbers
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}
