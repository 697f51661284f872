import type { SimWorld } from '../simulator.js'

/** Ids rise with time, one row of numbers for all kinds of things; 17 digits, as the network's. */
export function newId(world: SimWorld): string {
  return String(BigInt(world.now().getTime()) * 10_000n + BigInt(world.nextNumber('object') % 10_000))
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The id in the letters of addresses. */
export function shortcodeOf(id: string): string {
  let rest = BigInt(id)
  let code = ''
  for (; rest > 0n; rest /= 64n) code = (alphabet[Number(rest % 64n)] ?? '') + code
  return code
}

export function idOf(shortcode: string): string {
  return [...shortcode]
    .reduce((id, letter) => id * 64n + BigInt(Math.max(0, alphabet.indexOf(letter))), 0n)
    .toString()
}
