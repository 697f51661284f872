import { queryOptions, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'
import type { ReactNode } from 'react'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { Empty, Page, Stack } from '../../components/page.js'
import { Segments } from '../../components/segments.js'
import { useTexts } from '../../texts/texts.js'
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
        <Segments
          label={t('show')}
          value={show}
          options={shows.map((each) => ({ value: each, label: t(each) }))}
          onChange={(next) =>
            void navigate({ to: '/approvals', search: next === 'all' ? { show: 'all' } : {} })
          }
        />
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
