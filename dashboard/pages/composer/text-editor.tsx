import { SplitSquareVertical, Undo2 } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { PlatformIcon, type Platform } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { TextArea } from '../../components/fields.js'
import { Menu } from '../../components/menu.js'
import type { Uploads } from '../../components/uploads/use-uploads.js'
import { useTexts } from '../../texts/texts.js'
import type { Account } from '../../../sdk/index.js'
import { texts } from './composer.texts.js'
import { Counters } from './counters.js'
import { textFor, withVariant, type Draft } from './draft.js'
import { Findings } from './findings.js'
import { pastedFiles } from './pasted-files.js'
import styles from './text-editor.module.css'
import { TextTools } from './text-tools.js'
import type { Change } from './use-composer.js'
import { findingsAt, type Finding } from './use-verdict.js'

type Props = {
  draft: Draft
  change: Change
  platforms: readonly Platform[]
  findings: readonly Finding[]
  accounts: readonly Account[]
  uploads: Uploads
}

const forAll = 'all'

/** One text for all networks, and texts of their own for those that need another. */
export function TextEditor({ draft, change, platforms, accounts, findings, uploads }: Props): ReactNode {
  const t = useTexts(texts)
  const [chosen, setChosen] = useState<string>(forAll)
  const { variants } = draft
  const [own, shared] = useMemo(() => {
    const hasOwn = ({ slug }: Platform): boolean => variants[slug]?.content !== undefined
    return [platforms.filter(hasOwn), platforms.filter((each) => !hasOwn(each))] as const
  }, [platforms, variants])
  const tab = own.some(({ slug }) => slug === chosen) ? chosen : forAll
  const said = findingsAt(findings, 'content')
  const write = (slug: string, content: string | undefined): void => {
    change((now) => withVariant(now, slug, { content }))
  }
  const field = (slug: string, among: readonly Platform[]): ReactNode => {
    const text = slug === forAll ? draft.content : textFor(draft, slug)
    const put = (content: string): void => (slug === forAll ? change({ content }) : write(slug, content))
    const about = said.filter(
      (each) =>
        each.platforms.length === 0 || each.platforms.some((one) => among.some((p) => p.slug === one)),
    )
    return (
      <div className={styles['field'] ?? ''} onPaste={(event) => uploads.add(pastedFiles(event))}>
        <TextArea
          label={slug === forAll ? t('text') : t('textFor', { name: among[0]?.name })}
          placeholder={t('textPlaceholder')}
          rows={7}
          value={text}
          onChange={put}
          autoFocus={slug === forAll}
        />
        <div className={styles['below'] ?? ''}>
          <TextTools text={text} onChange={put} />
          <Counters text={text} platforms={among} accounts={accounts} />
        </div>
        <Findings findings={about} />
      </div>
    )
  }
  const menu = shared.length > 0 && platforms.length > 1 && (
    <Menu
      actions={shared.map(({ slug, name }) => ({
        id: slug,
        label: name,
        icon: <PlatformIcon platform={slug} isNamed />,
        run: () => {
          write(slug, draft.content)
          setChosen(slug)
        },
      }))}
      trigger={
        <Button look="quiet" icon={<SplitSquareVertical aria-hidden />}>
          {t('vary')}
        </Button>
      }
    />
  )
  if (own.length === 0)
    return (
      <div className={styles['editor'] ?? ''}>
        {field(forAll, shared)}
        {menu}
      </div>
    )
  return (
    <Tabs
      className={styles['editor'] ?? ''}
      selectedKey={tab}
      onSelectionChange={(key) => setChosen(String(key))}
    >
      <div className={styles['tabs'] ?? ''}>
        <TabList aria-label={t('versions')} className={styles['list'] ?? ''}>
          <Tab id={forAll} className={styles['tab'] ?? ''}>
            {shared.length === 0 ? t('everybody') : t('others')}
          </Tab>
          {own.map(({ slug, name }) => (
            <Tab key={slug} id={slug} className={styles['tab'] ?? ''}>
              <PlatformIcon platform={slug} isNamed />
              {name}
            </Tab>
          ))}
        </TabList>
        {menu}
      </div>
      <TabPanel id={forAll} className={styles['panel'] ?? ''}>
        {field(forAll, shared)}
      </TabPanel>
      {own.map((platform) => (
        <TabPanel key={platform.slug} id={platform.slug} className={styles['panel'] ?? ''}>
          {field(platform.slug, [platform])}
          <Button
            look="quiet"
            icon={<Undo2 aria-hidden />}
            onPress={() => {
              write(platform.slug, undefined)
              setChosen(forAll)
            }}
          >
            {t('unvary', { name: platform.name })}
          </Button>
        </TabPanel>
      ))}
    </Tabs>
  )
}
