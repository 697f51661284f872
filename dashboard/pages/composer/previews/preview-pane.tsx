import { Eye } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { accountName, PlatformIcon, type Platform } from '../../../components/account.js'
import { Empty } from '../../../components/page.js'
import { useTexts } from '../../../texts/texts.js'
import type { Account } from '../../../../sdk/index.js'
import type { Draft } from '../draft.js'
import { useMedia } from '../use-media.js'
import styles from './preview-pane.module.css'
import { PostPreview } from './post-preview.js'
import { texts } from './previews.texts.js'
import { shownOf } from './shown.js'

type Props = { draft: Draft; platforms: readonly Platform[]; accounts: readonly Account[] }

/** What the post will look like, one network after the other. */
export function PreviewPane({ draft, platforms, accounts }: Props): ReactNode {
  const t = useTexts(texts)
  const [chosen, setChosen] = useState<string | null>(null)
  const ids = [
    ...draft.media.map(({ id }) => id),
    ...Object.values(draft.variants).flatMap(({ media }) => media ?? []),
    ...draft.thread.flatMap(({ media }) => media.map(({ id }) => id)),
  ]
  const files = useMedia(ids)
  const [first] = platforms
  if (first === undefined)
    return (
      <Empty icon={<Eye />} title={t('nothing')}>
        {t('nothingLead')}
      </Empty>
    )
  const current = platforms.some(({ slug }) => slug === chosen) ? (chosen ?? first.slug) : first.slug
  return (
    <Tabs
      className={styles['pane'] ?? ''}
      selectedKey={current}
      onSelectionChange={(key) => setChosen(String(key))}
    >
      <TabList aria-label={t('networks')} className={styles['tabs'] ?? ''}>
        {platforms.map(({ slug }) => (
          <Tab key={slug} id={slug} className={styles['tab'] ?? ''}>
            <PlatformIcon platform={slug} />
          </Tab>
        ))}
      </TabList>
      {platforms.map((platform) => (
        <TabPanel key={platform.slug} id={platform.slug} className={styles['panel'] ?? ''}>
          {accounts
            .filter((account) => account.platform === platform.slug)
            .slice(0, 1)
            .map((account) => {
              const shown = shownOf(draft, platform, account, files)
              const label = t('asOn', { name: platform.name, account: accountName(account) })
              return (
                <div key={account.id} className={styles['one'] ?? ''}>
                  <p className="soft small">{label}</p>
                  {shown === null ? <p>{t('unknown')}</p> : <PostPreview shown={shown} label={label} />}
                </div>
              )
            })}
        </TabPanel>
      ))}
      <p className="soft small">{t('about')}</p>
    </Tabs>
  )
}
