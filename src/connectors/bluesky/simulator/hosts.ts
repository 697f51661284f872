/** What stands at a host. Everything that is not named here is somebody's own PDS. */
export type Role = 'entryway' | 'pds' | 'appview' | 'video' | 'directory' | 'web'

/** Where bsky.social's accounts live. */
export const hostedPds = 'morel.us-east.host.bsky.network'
export const videoDid = 'did:web:video.bsky.app'

const roles: Record<string, Role> = {
  'bsky.social': 'entryway',
  'public.api.bsky.app': 'appview',
  'api.bsky.app': 'appview',
  'video.bsky.app': 'video',
  'plc.directory': 'directory',
  'bsky.app': 'web',
}

export function roleOf(host: string): Role {
  return roles[host] ?? 'pds'
}

/** The entryway passes calls on to the PDS of its accounts. */
export function serves(host: string, pds: string): boolean {
  return host === pds || (roleOf(host) === 'entryway' && pds === hostedPds)
}

export function didOf(host: string): string {
  return `did:web:${host}`
}
