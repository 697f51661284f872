import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { postStatuses } from '../../../contract/post-status.js'
import type { Post } from '../../../sdk/index.js'
import { accountName, PlatformIcon, usePlatforms } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { Select, type Option } from '../../components/fields.js'
import { StatusIcon, useStatusName } from '../../components/status.js'
import { accountsQuery } from '../../queries.js'
import { useTexts } from '../../texts/texts.js'
import styles from './calendar-page.module.css'
import type { Filters as Narrowed } from './calendar.queries.js'
import { texts } from './calendar.texts.js'

const all = 'all'

/** Which posts are shown. All of it stands in the address. */
export function Filters({ posts }: { posts: readonly Post[] }): ReactNode {
  const t = useTexts(texts)
  const statusName = useStatusName()
  const navigate = useNavigate()
  const search = useSearch({ from: '/inside/calendar' })
  const accounts = useQuery(accountsQuery).data ?? []
  const platforms = usePlatforms().all.filter(({ slug }) =>
    accounts.some(({ platform }) => platform === slug),
  )
  const tags = [
    ...new Set([...posts.flatMap((post) => post.tags), ...(search.tag === undefined ? [] : [search.tag])]),
  ]
  const cleared = { ...search }
  for (const name of ['account', 'platform', 'status', 'tag'] as const) delete cleared[name]
  const choice = (name: keyof Narrowed, options: Option<string>[]): ReactNode => (
    <Select
      label={t(name)}
      isLabelHidden
      value={search[name] ?? all}
      options={[{ value: all, label: t(`${name}All`) }, ...options]}
      onChange={(value) => {
        const { [name]: _before, ...rest } = search
        void navigate({ to: '/calendar', search: value === all ? rest : { ...rest, [name]: value } })
      }}
    />
  )
  return (
    <div className={styles['filters'] ?? ''} role="group" aria-label={t('filters')}>
      {choice(
        'account',
        accounts.map((account) => ({
          value: account.id,
          label: accountName(account),
          icon: <PlatformIcon platform={account.platform} />,
        })),
      )}
      {choice(
        'platform',
        platforms.map(({ slug, name }) => ({
          value: slug,
          label: name,
          icon: <PlatformIcon platform={slug} isNamed />,
        })),
      )}
      {choice(
        'status',
        postStatuses.map((status) => ({
          value: status,
          label: statusName(status),
          icon: <StatusIcon status={status} />,
        })),
      )}
      {tags.length > 0 &&
        choice(
          'tag',
          tags.sort().map((tag) => ({ value: tag, label: tag })),
        )}
      {Object.keys(cleared).length < Object.keys(search).length && (
        <Button look="quiet" onPress={() => void navigate({ to: '/calendar', search: cleared })}>
          {t('clear')}
        </Button>
      )}
    </div>
  )
}
