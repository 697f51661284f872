import type { SimWorld } from './simulator.js'

/** How often something happened in a sliding window of time that ends now. */
export type Window = { name: string; key: string; ms: number }

export const minuteMs = 60_000
export const dayMs = 86_400_000

const times = ({ name }: Window, world: SimWorld) => world.table<number[]>(name)

export function usesIn(window: Window, world: SimWorld): number {
  return recent(window, world).length
}

export function addUse(window: Window, world: SimWorld): void {
  times(window, world).set(window.key, [...recent(window, world), world.now().getTime()])
}

/** Those that count no more are let go with the next use. */
function recent(window: Window, world: SimWorld): number[] {
  const from = world.now().getTime() - window.ms
  return (times(window, world).get(window.key) ?? []).filter((time) => time > from)
}
