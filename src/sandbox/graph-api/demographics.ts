import type { Json } from '../../kit/json.js'

/** Who follows an account, by what Meta's networks can be asked to break followers down by. */
export const followerShares: Record<string, [string, number][]> = {
  country: [
    ['US', 181],
    ['DE', 94],
    ['IN', 73],
  ],
  city: [
    ['Berlin, Berlin', 41],
    ['Austin, Texas', 32],
  ],
  age: [
    ['25-34', 212],
    ['35-44', 131],
  ],
  gender: [
    ['F', 214],
    ['M', 172],
    ['U', 26],
  ],
}

/** One of `breakdowns` of a `total_value`. */
export function followersBy(breakdown: string): Json {
  const results = (followerShares[breakdown] ?? []).map(([name, value]) => ({
    dimension_values: [name],
    value,
  }))
  return { dimension_keys: [breakdown], results }
}
