import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Account } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { Asked, Note } from '../../components/asked.js'
import { Card } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import styles from './account-page.module.css'
import { texts } from './account.texts.js'

/** The playlists that posts of the account can be put into. */
export function Playlists({ account }: { account: Account }): ReactNode {
  const t = useTexts(texts)
  const playlists = useQuery({
    queryKey: ['accounts', account.id, 'playlists'],
    queryFn: ({ signal }) => client.accounts.listPlaylists(account.id, account.platform, { signal }),
  })
  return (
    <Card title={t('playlists')}>
      <Asked query={playlists}>
        {({ playlists: found, requiresReauth }) =>
          requiresReauth === true ? (
            <Note tone="warning">{t('playlistReauth')}</Note>
          ) : found.length === 0 ? (
            <p className="soft">{t('noPlaylists')}</p>
          ) : (
            <ul role="list" className={styles['lines'] ?? ''}>
              {found.map(({ id, title }) => (
                <li key={id}>{title}</li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Card>
  )
}
