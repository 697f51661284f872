import type { SimWorld } from '../../../sandbox/simulator.js'

const alphabet = '234567abcdefghijklmnopqrstuvwxyz'

export function isTid(value: string): boolean {
  return /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/.test(value)
}

/** Microseconds and a clock's number, in letters that sort as the numbers do. */
export function tidOf(microseconds: number, clock = 0): string {
  let number = (BigInt(microseconds) << 10n) | BigInt(clock)
  let text = ''
  for (let place = 0; place < 13; place += 1) {
    text = (alphabet[Number(number & 31n)] ?? '') + text
    number >>= 5n
  }
  return text
}

/** A new one, above all that were given in this millisecond. */
export function nextTid(world: SimWorld): string {
  return tidOf(world.now().getTime() * 1_000 + (world.nextNumber('tid') % 1_000))
}
