import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Images } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { Media } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { SearchField, Select } from '../../components/fields.js'
import { Card, Empty, Page, Row } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { MediaDetails } from './media-details.js'
import styles from './media.module.css'
import { texts } from './media-page.texts.js'
import { Thumbnail } from './thumbnail.js'
import { Uploading } from './uploading.js'

const types = ['all', 'image', 'gif', 'video', 'document', 'captions'] as const
type Type = (typeof types)[number]

export function MediaPage(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'media:write' })
  const navigate = useNavigate({ from: '/media' })
  const { type: asked, search = '' } = useSearch({ from: '/inside/media' })
  const type = types.find((each) => each === asked) ?? 'all'
  const files = useInfiniteQuery({
    queryKey: ['media', 'list'],
    queryFn: async ({ signal, pageParam }) =>
      await client.media.list(
        { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pagination }) => (pagination.has_more ? pagination.next_cursor : null),
  })
  const isFiltering = type !== 'all' || search !== ''
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = files
  // What is looked for may stand on any page.
  useEffect(() => {
    if (isFiltering && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [isFiltering, hasNextPage, isFetchingNextPage, fetchNextPage])
  const go = (change: { type?: string; search?: string }): void => {
    const all = { type, search, ...change }
    const kept = Object.entries(all).filter(([, value]) => value !== '' && value !== 'all')
    void navigate({ search: Object.fromEntries(kept), replace: true })
  }
  return (
    <Page title={t('title')} lead={t('lead')}>
      {may && <Uploading />}
      <div className={styles['filters'] ?? ''}>
        <SearchField label={t('search')} value={search} onChange={(next) => go({ search: next })} />
        <Select
          label={t('type')}
          isLabelHidden
          options={types.map((value) => ({ value, label: t(value) }))}
          value={type}
          onChange={(next) => go({ type: next })}
        />
      </div>
      <Asked query={files}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data)
          return <Files all={all} found={all.filter((each) => isMeant(each, type, search))} />
        }}
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

function isMeant(file: Media, type: Type, search: string): boolean {
  const words = search.trim().toLowerCase()
  const text = `${file.filename} ${file.altText ?? ''}`.toLowerCase()
  return (type === 'all' || file.type === type) && text.includes(words)
}

function Files({ all, found }: { all: readonly Media[]; found: readonly Media[] }): ReactNode {
  const t = useTexts(texts)
  const [openId, setOpenId] = useState<string | null>(null)
  const open = all.find(({ id }) => id === openId)
  if (found.length === 0)
    return (
      <Card>
        <Empty icon={<Images />} title={all.length === 0 ? t('none') : t('notFound')}>
          {all.length === 0 ? t('noneHint') : t('notFoundHint')}
        </Empty>
      </Card>
    )
  return (
    <>
      <ul role="list" className={styles['grid'] ?? ''}>
        {found.map((file) => (
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
