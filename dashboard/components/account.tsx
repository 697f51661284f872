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
  const icon = known?.icon ?? null
  return (
    <span
      className={styles['platform'] ?? ''}
      data-sign
      style={icon === null ? undefined : colorsOn(icon.color)}
    >
      {icon === null ? (
        <span aria-hidden>{name.slice(0, 1)}</span>
      ) : (
        <svg viewBox="0 0 24 24" aria-hidden>
          <path d={icon.path} />
        </svg>
      )}
      {!isNamed && <span className="visually-hidden">{name}</span>}
    </span>
  )
}

/** The network's colour with its sign on it: white as networks have it, black where that could not be made out (WCAG 2.2, 1.4.11). */
function colorsOn(background: string): CSSProperties {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(background.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return { background, color: 1.05 / (luminance + 0.05) < 3 ? '#000' : '#fff' }
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
