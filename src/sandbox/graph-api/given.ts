import type { Json } from '../../kit/json.js'
import type { SimRequest } from '../simulator.js'

/** Parameters by name, wherever they stand: query, form or JSON. What is no text in JSON stands as JSON. */
export type Given = {
  text: (name: string) => string
  has: (name: string) => boolean
  flag: (name: string) => boolean
}

export function parametersOf(request: SimRequest): Given {
  const all = new Map<string, string>(request.query)
  for (const [name, value] of request.form ?? []) all.set(name, value)
  for (const [name, value] of request.multipart?.entries ?? []) all.set(name, value)
  for (const [name, value] of Object.entries(membersOf(request.json)))
    if (value !== undefined && value !== null)
      all.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  const text = (name: string): string => all.get(name) ?? ''
  return { text, has: (name) => text(name) !== '', flag: (name) => ['true', '1'].includes(text(name)) }
}

function membersOf(body: Json | undefined): Record<string, Json | undefined> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}
}

export function tokenIn(request: SimRequest, given = parametersOf(request)): string {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  return given.text('access_token') || (bearer ?? '')
}
