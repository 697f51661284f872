import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Images } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { mediaSorts } from '../../../contract/media.js'
import type { Media } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { SearchField, Select } from '../../components/fields.js'
import { Card, Empty, Page, Row } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { useDebounced } from '../composer/use-debounced.js'
import { MediaDetails } from './media-details.js'
import styles from './media.module.css'
import { texts } from './media-page.texts.js'
import { Thumbnail } from './thumbnail.js'
import { Uploading } from './uploading.js'

const types = ['all', 'image', 'gif', 'video', 'document', 'captions'] as const

export function MediaPage(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'media:write' })
  const navigate = useNavigate({ from: '/media' })
  const asked = useSearch({ from: '/inside/media' })
  const type = types.find((each) => each === asked.type) ?? 'all'
  const sort = mediaSorts.find((each) => each === asked.sort) ?? 'newest'
  const search = useDebounced(asked.search ?? '', 250)
    .trim()
    .slice(0, 200)
  const files = useInfiniteQuery({
    queryKey: ['media', 'list', type, sort, search],
    queryFn: async ({ signal, pageParam }) =>
      await client.media.list(
        {
          limit: 60,
          sort,
          ...(type === 'all' ? {} : { type }),
          ...(search === '' ? {} : { search }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pagination }) => pagination.next_cursor,
    placeholderData: keepPreviousData,
  })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = files
  const go = (change: { type?: string; sort?: string; search?: string }): void => {
    const kept = Object.entries({ ...asked, ...change }).filter(
      ([, value]) => value !== '' && value !== 'all' && value !== 'newest',
    )
    void navigate({ search: Object.fromEntries(kept), replace: true })
  }
  return (
    <Page title={t('title')} lead={t('lead')}>
      {may && <Uploading />}
      <div className={styles['filters'] ?? ''}>
        <SearchField
          label={t('search')}
          value={asked.search ?? ''}
          onChange={(next) => go({ search: next })}
        />
        <Select
          label={t('type')}
          isLabelHidden
          options={types.map((value) => ({ value, label: t(value) }))}
          value={type}
          onChange={(next) => go({ type: next })}
        />
        <Select
          label={t('sort')}
          isLabelHidden
          options={mediaSorts.map((value) => ({ value, label: t(value) }))}
          value={sort}
          onChange={(next) => go({ sort: next })}
        />
      </div>
      <Asked query={files}>
        {({ pages }) => (
          <Files files={pages.flatMap(({ data }) => data)} isFiltering={type !== 'all' || search !== ''} />
        )}
      </Asked>
      {hasNextPage && (
        <Row>
          <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {t('more')}
          </Button>
        </Row>
      )}
    </Page>
  )
}

function Files({ files, isFiltering }: { files: readonly Media[]; isFiltering: boolean }): ReactNode {
  const t = useTexts(texts)
  const [openId, setOpenId] = useState<string | null>(null)
  const open = files.find(({ id }) => id === openId)
  if (files.length === 0)
    return (
      <Card>
        <Empty icon={<Images />} title={isFiltering ? t('notFound') : t('none')}>
          {isFiltering ? t('notFoundHint') : t('noneHint')}
        </Empty>
      </Card>
    )
  return (
    <>
      <ul role="list" className={styles['grid'] ?? ''}>
        {files.map((file) => (
          <li key={file.id}>
            <AriaButton className={styles['file'] ?? ''} onPress={() => setOpenId(file.id)}>
              <Thumbnail file={file} alt="" />
              <span className={styles['name'] ?? ''}>{file.filename}</span>
              <span className="soft small">
                {file.status === 'READY' ? (file.altText ?? t('noAlt')) : t(file.status)}
              </span>
            </AriaButton>
          </li>
        ))}
      </ul>
      {open !== undefined && <MediaDetails key={open.id} file={open} onClose={() => setOpenId(null)} />}
    </>
  )
}
