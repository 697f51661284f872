const at = (name: string): string => `https://www.googleapis.com/auth/${name}`

export const scopes = [
  at('youtube.upload'),
  at('youtube.readonly'),
  at('youtube.force-ssl'),
  at('yt-analytics.readonly'),
] as const

/** Whether the person let us read the channel's playlists: `youtube.readonly`, or `youtube`, which an older grant may have. */
export function readsPlaylists(granted: readonly string[]): boolean {
  return granted.includes(at('youtube.readonly')) || granted.includes(at('youtube'))
}

export function readsAnalytics(granted: readonly string[]): boolean {
  return granted.includes(at('yt-analytics.readonly')) || readsPlaylists(granted)
}
