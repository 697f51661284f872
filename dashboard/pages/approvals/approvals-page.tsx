import { queryOptions, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'
import type { ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { Empty, Page, Stack } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import styles from './approvals-page.module.css'
import { texts } from './approvals.texts.js'
import { Item } from './item.js'

const shows = ['mine', 'all'] as const
type Show = (typeof shows)[number]

const queueQuery = (show: Show) =>
  queryOptions({
    queryKey: ['approvals', 'queue', show],
    queryFn: async ({ signal }) => {
      const query = { limit: 100, ...(show === 'mine' ? { mine: 'true' } : {}) }
      return (await client.approvals.listQueue(query, { signal })).data
    },
  })

/** What waits for a decision, the longest first. */
export function ApprovalsPage(): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const search = useSearch({ from: '/inside/approvals' })
  const show: Show = search.show === 'all' ? 'all' : 'mine'
  const query = useQuery(queueQuery(show))
  const count = query.data?.length
  return (
    <Page
      title={t('title')}
      lead={count === undefined ? t('lead') : t(show === 'mine' ? 'countMine' : 'countAll', { count })}
      actions={
        <ToggleButtonGroup
          aria-label={t('show')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[show]}
          onSelectionChange={(keys) =>
            void navigate({ to: '/approvals', search: keys.has('all') ? { show: 'all' } : {} })
          }
          className={styles['shows'] ?? ''}
        >
          {shows.map((each) => (
            <ToggleButton key={each} id={each} className={styles['showButton'] ?? ''}>
              {t(each)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      }
    >
      <Asked query={query}>
        {(data) =>
          data.length === 0 ? (
            <Empty icon={<ListChecks />} title={t(show === 'mine' ? 'emptyMine' : 'emptyAll')}>
              {t('emptyHint')}
            </Empty>
          ) : (
            <Stack gap="l">
              {data.map((post) => (
                <Item key={post.id} post={post} />
              ))}
            </Stack>
          )
        }
      </Asked>
    </Page>
  )
}
