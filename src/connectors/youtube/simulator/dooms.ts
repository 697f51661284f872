import type { SimWorld } from '../../../sandbox/simulator.js'
import type { End } from './files.js'

/** How the next upload that a token begins will end, by a fault. */
const dooms = (world: SimWorld) => world.table<End>('dooms')

export function doomNext(token: string, end: End, world: SimWorld): void {
  dooms(world).set(token, end)
}

export function takeDoom(token: string, world: SimWorld): End | null {
  const end = dooms(world).get(token) ?? null
  dooms(world).delete(token)
  return end
}
