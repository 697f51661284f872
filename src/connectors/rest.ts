/** Publishing comes first: the last fifth of what a network lets us ask is left to it. For `restMs` of a read. */
export function restOf(
  headers: { limit: string | undefined; remaining: string | undefined },
  resetInMs: number,
): {
  restMs?: number
} {
  const [limit, remaining] = [Number(headers.limit), Number(headers.remaining)]
  return limit > 0 && remaining < limit / 5 ? { restMs: resetInMs } : {}
}
