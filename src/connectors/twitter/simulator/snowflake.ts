import type { SimWorld } from '../../../sandbox/simulator.js'

/** Where the network's clock begins. */
export const epochMs = 1_288_834_974_657n

/** Ids rise with time. */
export function nextSnowflake(world: SimWorld): string {
  const ms = BigInt(world.now().getTime()) - epochMs
  return String((ms << 22n) + BigInt(world.nextNumber('post') % 4_194_304))
}
