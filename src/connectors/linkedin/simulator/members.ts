import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimRequest } from '../../../sandbox/simulator.js'
import { inputFailure, missing, refuse, wrongValue } from './replies.js'

/** The body of a request, an object with these members and no others. */
export function bodyOf(request: SimRequest, required: readonly string[], optional: readonly string[] = []) {
  return membersOf(request.json, '', required, optional)
}

/** An object with these members and no others; `field` is its path. */
export function membersOf(
  value: Json | undefined,
  field: string,
  required: readonly string[],
  optional: readonly string[] = [],
): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(wrongValue(field, value))
  const at = (name: string): string => (field === '' ? name : `${field}/${name}`)
  for (const name of Object.keys(value))
    if (!required.includes(name) && !optional.includes(name)) refuse(strange(at(name)))
  for (const name of required)
    if (value[name] === undefined || value[name] === null) refuse(missing(at(name)))
  return value
}

function strange(field: string) {
  const message = `ERROR :: /${field} :: unrecognized field found but not allowed`
  return inputFailure('UNPROCESSABLE_ENTITY', message, { status: 422, field })
}

export function textAt(value: JsonObject, name: string, field = name): string {
  const text = value[name] ?? ''
  return typeof text === 'string' ? text : refuse(wrongValue(field, text))
}

export function listAt(value: JsonObject, name: string, field = name): Json[] {
  const list = value[name]
  return Array.isArray(list) ? list : refuse(wrongValue(field, list))
}
