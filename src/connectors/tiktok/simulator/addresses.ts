import type { SimWorld } from '../../../sandbox/simulator.js'

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** https, or this machine: the house around the sandbox seldom has a certificate. */
export function isFair(url: string, world: SimWorld): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, host } = new URL(url)
  if (protocol === 'https:') return true
  return (
    protocol === 'http:' && (loopback.test(hostname) || host === new URL(world.localUrl('https://x/')).host)
  )
}

/**
 * Whether an app has proved that the files' host is its own. Nobody proves anything here: apps whose key begins with
 * `unverified` have not, and nobody has for `unverified.example`.
 */
export function isOwned(url: string, clientKey: string): boolean {
  const { hostname } = new URL(url)
  return !clientKey.startsWith('unverified') && !/(^|\.)unverified\.example$/.test(hostname)
}
