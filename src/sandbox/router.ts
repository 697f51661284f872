import type { SimRoute } from './simulator.js'

/** The route that answers, with what stands at its `:names`. The first in the list wins. */
export function findRoute(
  routes: readonly SimRoute[],
  request: { method: string; host: string; path: string },
): { route: SimRoute; params: Record<string, string> } | undefined {
  for (const route of routes) {
    if (route.method !== request.method || (route.host !== undefined && route.host !== request.host)) continue
    const params = matchPath(route.path, request.path)
    if (params !== null) return { route, params }
  }
  return undefined
}

/** A segment is fixed, `:name`, or a fixed beginning and `:name` (`/@:user`, `/bot:token`). */
function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, piece] of wanted.entries()) {
    const actual = given[index] ?? ''
    const [prefix = '', name] = piece.split(':')
    if (name === undefined) {
      if (piece !== actual) return null
    } else {
      if (!actual.startsWith(prefix) || actual.length === prefix.length) return null
      params[name] = decoded(actual.slice(prefix.length))
    }
  }
  return params
}

/** A segment of a path without its escapes. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // Not an escape: networks look such a name up as it stands, and find nothing.
    return segment
  }
}
