import { Eye } from 'lucide-react'
import { memo, useState, type ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { accountName, PlatformIcon, type Platform } from '../../../components/account.js'
import { Select } from '../../../components/fields.js'
import { Empty } from '../../../components/page.js'
import { useTexts } from '../../../texts/texts.js'
import type { Account } from '../../../../sdk/index.js'
import { fileIdsOf, type Draft } from '../draft.js'
import { useMedia } from '../use-media.js'
import styles from './preview-pane.module.css'
import { PostPreview } from './post-preview.js'
import { texts } from './previews.texts.js'
import { shownOf } from './shown.js'

type Props = { draft: Draft; platforms: readonly Platform[]; accounts: readonly Account[] }

/** What the post will look like, one network after the other. */
export const PreviewPane = memo(function PreviewPane({ draft, platforms, accounts }: Props): ReactNode {
  const t = useTexts(texts)
  const [chosen, setChosen] = useState<string | null>(null)
  const [first] = platforms
  if (first === undefined)
    return (
      <Empty icon={<Eye />} title={t('nothing')}>
        {t('nothingLead')}
      </Empty>
    )
  const current = platforms.find(({ slug }) => slug === chosen) ?? first
  return (
    <Tabs
      className={styles['pane'] ?? ''}
      selectedKey={current.slug}
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
          <OnNetwork
            draft={draft}
            platform={platform}
            accounts={accounts.filter((account) => account.platform === platform.slug)}
          />
        </TabPanel>
      ))}
      <p className="soft small">{t('about')}</p>
    </Tabs>
  )
})

type OneProps = { draft: Draft; platform: Platform; accounts: readonly Account[] }

/** On one network, for one of the accounts that are picked there. */
function OnNetwork({ draft, platform, accounts }: OneProps): ReactNode {
  const t = useTexts(texts)
  const [chosen, setChosen] = useState<string | null>(null)
  const files = useMedia(fileIdsOf(draft))
  const account = accounts.find(({ id }) => id === chosen) ?? accounts[0]
  if (account === undefined) return null
  const shown = shownOf(draft, platform, account, files)
  const label = t('asOn', { name: platform.name, account: accountName(account) })
  return (
    <div className={styles['one'] ?? ''}>
      {accounts.length > 1 ? (
        <Select
          label={t('account', { name: platform.name })}
          value={account.id}
          onChange={setChosen}
          options={accounts.map((each) => ({ value: each.id, label: nameOf(each, accounts) }))}
        />
      ) : (
        <p className={`${styles['whose'] ?? ''} soft small`}>
          <PlatformIcon platform={platform.slug} isNamed /> {label}
        </p>
      )}
      {shown === null ? <p>{t('unknown')}</p> : <PostPreview shown={shown} label={label} />}
    </div>
  )
}

/** Two that are called the same are told apart by their usernames. */
function nameOf(account: Account, among: readonly Account[]): string {
  const name = accountName(account)
  const isAlone = among.filter((each) => accountName(each) === name).length === 1
  return isAlone || account.username === null ? name : `${name} (@${account.username})`
}
