import { numberOf } from '../../../sandbox/plain-name.js'
import type { SimWorld } from '../../../sandbox/simulator.js'

export type Urn = { type: string; id: string; text: string }

export function parseUrn(text: string): Urn | undefined {
  const [, type, id] = /^urn:li:(\w+):([\w-]+)$/.exec(text) ?? []
  return type === undefined || id === undefined ? undefined : { type, id, text }
}

export const personUrn = (id: string): string => `urn:li:person:${id}`
export const organizationUrn = (id: string): string => `urn:li:organization:${id}`

/** Ids of posts, activities and comments rise with time. */
export function nextId(world: SimWorld, at: Date = world.now()): string {
  return String((BigInt(at.getTime()) << 22n) + BigInt(world.nextNumber('post') % 4_194_304))
}

/** A number of ten digits, the same for the same name. */
export function steadyNumber(name: string): string {
  return String(1_000_000_000n + (numberOf(name) % 9_000_000_000n))
}
