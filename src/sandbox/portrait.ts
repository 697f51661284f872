import { createHash } from 'node:crypto'
import type { SimReply, SimRoute, SimWorld } from './simulator.js'

/** Grounds, clothes and skins that go together, hair besides. */
const grounds = ['#fde2c8', '#d7e8ff', '#dff3e3', '#ece3ff', '#ffe0e6', '#fff0b8', '#d5f1f2', '#e8e6e1']
const clothes = ['#3d5a80', '#c8553d', '#2a9d8f', '#6d597a', '#e09f3e', '#335c67', '#bc4b51', '#4a4e69']
const skins = ['#f6d3b8', '#e8b796', '#c98d63', '#9c6644', '#6b4329']
const hairs = ['#2b2118', '#5c3a21', '#a0672f', '#d9a441', '#8d8d8d', '#7a2e1d']
const cuts = [
  // Short, to the ears, to the shoulders, tied up, in curls, none.
  '<path d="M27 43a23 23 0 0 1 46 0c-5-9-13-12-23-12s-18 3-23 12z"/>',
  '<path d="M25 54V42a25 25 0 0 1 50 0v12c-5-4-6-14-9-19-9 4-22 4-32 0-3 5-4 15-9 19z"/>',
  '<path d="M23 78V42a27 27 0 0 1 54 0v36H64V40c-9 3-19 3-28 0v38z"/>',
  '<circle cx="50" cy="13" r="9"/><path d="M27 43a23 23 0 0 1 46 0c-7-10-15-13-23-13s-16 3-23 13z"/>',
  '<circle cx="31" cy="40" r="10"/><circle cx="38" cy="28" r="11"/><circle cx="50" cy="24" r="12"/><circle cx="62" cy="28" r="11"/><circle cx="69" cy="40" r="10"/>',
  '',
]

/** A made-up face, as an SVG picture: the same for the same name, always. */
export function portrait(name: string): SimReply {
  const bytes = createHash('sha256').update(name).digest()
  const pick = (at: number, from: readonly string[]): string => from[(bytes[at] ?? 0) % from.length] ?? ''
  const [ground, dress, skin, hair, cut] = [grounds, clothes, skins, hairs, cuts].map((from, at) =>
    pick(at, from),
  )
  const body = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="200" height="200"><rect width="100" height="100" fill="${ground}"/><path d="M12 104c0-22 16-32 38-32s38 10 38 32z" fill="${dress}"/><path d="M42 60h16v14a8 8 0 0 1-16 0z" fill="${skin}"/><circle cx="50" cy="46" r="21" fill="${skin}"/><g fill="${hair}">${cut}</g><g fill="#2b2118"><circle cx="42.5" cy="47" r="2"/><circle cx="57.5" cy="47" r="2"/></g><path d="M44 55c3 4 9 4 12 0" fill="none" stroke="#2b2118" stroke-width="2" stroke-linecap="round"/></svg>`
  return {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'public, max-age=86400',
    },
    body,
  }
}

/** Where a network shows the picture of somebody, by the name of whoever is found at the address: one face on all networks. */
export function portraitRoute(
  where: { host?: string; path: string },
  nameAt: (params: Record<string, string>, world: SimWorld) => string | undefined,
): SimRoute {
  return {
    ...where,
    method: 'GET',
    operation: 'page',
    handle({ params }, world) {
      const name = nameAt(params, world)
      return name === undefined ? { status: 404, body: '' } : portrait(name)
    },
  }
}
