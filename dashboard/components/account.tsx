import { useQuery } from '@tanstack/react-query'
import { useState, type CSSProperties, type ReactNode } from 'react'
import type { ListPlatformsReply } from '../../sdk/index.js'
import { platformsQuery } from '../queries.js'
import styles from './account.module.css'

export type Platform = ListPlatformsReply['data'][number]

/** The networks that the server knows, by slug; networks are written in upper case in places (`constant`). */
export function usePlatforms(): { all: Platform[]; find: (name: string) => Platform | undefined } {
  const all = useQuery(platformsQuery).data?.data ?? []
  return {
    all,
    find: (name) => all.find(({ slug, constant }) => slug === name || constant === name),
  }
}

/** A network's sign. Its name is read out, unless it stands beside it. */
export function PlatformIcon({
  platform,
  isNamed = false,
}: {
  platform: string
  isNamed?: boolean
}): ReactNode {
  const known = usePlatforms().find(platform)
  const name = known?.name ?? platform
  return (
    <span
      className={styles['platform'] ?? ''}
      data-platform={known?.slug ?? platform}
      style={signColors(known?.preview?.color)}
    >
      <span aria-hidden>{name.slice(0, 1)}</span>
      {!isNamed && <span className="visually-hidden">{name}</span>}
    </span>
  )
}

/** The network's colour, and black or white on it, whichever is read better (relative luminance as WCAG 2.2 has it). */
function signColors(color: string | undefined): CSSProperties {
  if (color === undefined) return {}
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const isLight = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179
  return { background: color, color: isLight ? '#000' : '#fff' }
}

type Shown = {
  platform: string
  username: string | null
  displayName: string | null
  avatarUrl?: string | null
}

/** What an account is called, for people. */
export function accountName({ displayName, username, platform }: Shown): string {
  return displayName ?? username ?? platform
}

/** The account's picture, or its letter where there is none to be had, with the network's sign in its corner. */
export function Avatar({ account, size = 36 }: { account: Shown; size?: number }): ReactNode {
  const [broken, setBroken] = useState<string | null>(null)
  const url = account.avatarUrl ?? null
  return (
    <span className={styles['avatar'] ?? ''} style={{ width: size, height: size }}>
      {url === null || url === broken ? (
        <span className={styles['letter'] ?? ''} aria-hidden>
          {accountName(account).slice(0, 1).toUpperCase()}
        </span>
      ) : (
        <img src={url} alt="" width={size} height={size} onError={() => setBroken(url)} />
      )}
      <span className={styles['corner'] ?? ''}>
        <PlatformIcon platform={account.platform} />
      </span>
    </span>
  )
}

/** Avatar, name and handle. */
export function AccountLine({ account, children }: { account: Shown; children?: ReactNode }): ReactNode {
  const network = usePlatforms().find(account.platform)?.name ?? account.platform
  return (
    <span className={styles['line'] ?? ''}>
      <Avatar account={account} />
      <span className={styles['names'] ?? ''}>
        <strong>{accountName(account)}</strong>
        <span className="soft small">
          {account.username === null ? network : `@${account.username}`}
          {children}
        </span>
      </span>
    </span>
  )
}
