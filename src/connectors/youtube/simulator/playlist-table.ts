import type { SimWorld } from '../../../sandbox/simulator.js'
import { idFrom } from './ids.js'

export type Playlist = {
  id: string
  channelId: string
  title: string
  description: string
  privacyStatus: string
  createdAt: string
}

export type Item = { id: string; playlistId: string; videoId: string; addedAt: string }

const playlists = (world: SimWorld) => world.table<Playlist>('playlists')
const idsOf = (channelId: string, world: SimWorld) => world.table<boolean>(`playlists of ${channelId}`)
const items = (playlistId: string, world: SimWorld) => world.table<Item>(`items of ${playlistId}`)

export function addPlaylist(
  given: Pick<Playlist, 'channelId' | 'title'> & Partial<Playlist>,
  world: SimWorld,
): Playlist {
  const id =
    given.id ?? `PL${idFrom(`playlist ${String(world.nextNumber('playlist'))} ${given.channelId}`, 32)}`
  const defaults = { description: '', privacyStatus: 'public', createdAt: world.now().toISOString() }
  const playlist = { ...defaults, ...given, id }
  playlists(world).set(id, playlist)
  idsOf(playlist.channelId, world).set(id, true)
  return playlist
}

/** Every channel has two from before. */
export function plantPlaylists(channelId: string, world: SimWorld): void {
  for (const title of ['Recipes', 'Behind the scenes'])
    addPlaylist({ id: `PL${idFrom(`${title} ${channelId}`, 32)}`, channelId, title }, world)
}

export function findPlaylist(id: string, world: SimWorld): Playlist | undefined {
  return playlists(world).get(id)
}

export function playlistsOf(channelId: string, world: SimWorld): Playlist[] {
  return idsOf(channelId, world)
    .entries()
    .flatMap(([id]) => findPlaylist(id, world) ?? [])
}

/** Undefined: it is in there already. */
export function addItem(playlistId: string, videoId: string, world: SimWorld): Item | undefined {
  const all = items(playlistId, world)
  if (all.get(videoId) !== undefined) return undefined
  const id = Buffer.from(`${playlistId}.${videoId}`).toString('base64url')
  const item = { id, playlistId, videoId, addedAt: world.now().toISOString() }
  all.set(videoId, item)
  return item
}

export function itemsOf(playlistId: string, world: SimWorld): Item[] {
  return items(playlistId, world).values()
}
