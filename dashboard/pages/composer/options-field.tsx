import { memo, useCallback, useState, type ReactNode } from 'react'
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { PlatformIcon, type Platform } from '../../components/account.js'
import { useTexts } from '../../texts/texts.js'
import type { Draft, Options } from './draft.js'
import styles from './extras.module.css'
import { texts } from './extras.texts.js'
import type { Schema } from './schema.js'
import { SchemaForm } from './schema-form.js'
import type { Change } from './use-composer.js'
import { findingsAt, type Finding } from './use-verdict.js'

type Props = {
  options: Draft['options']
  change: Change
  platforms: readonly Platform[]
  findings: readonly Finding[]
}

/** Options of each picked network, out of its schema, closed until somebody wants them or has to mend them. */
export const OptionsField = memo(function OptionsField({
  options,
  change,
  platforms,
  findings,
}: Props): ReactNode {
  return (
    <div className={styles['stack'] ?? ''}>
      {platforms.map((platform) => (
        <OfNetwork
          key={platform.slug}
          platform={platform}
          values={options[platform.slug]}
          change={change}
          findings={findings}
        />
      ))}
    </div>
  )
})

type OneProps = Pick<Props, 'change' | 'findings'> & { platform: Platform; values: Options | undefined }

const none: Options = {}

function OfNetwork({ platform, values = none, change, findings }: OneProps): ReactNode {
  const t = useTexts(texts)
  const [isOpened, setOpened] = useState<boolean | null>(null)
  const { slug, constant, name } = platform
  const put = useCallback(
    (next: Options): void =>
      change(({ options: { [slug]: _old, ...others } }) => ({
        options: Object.keys(next).length === 0 ? others : { ...others, [slug]: next },
      })),
    [change, slug],
  )
  const schema = platform.options as Schema
  if (Object.keys(schema.properties ?? {}).length === 0) return null
  const path = `platformMetadata.${constant}`
  const isBad = findingsAt(findings, path).some(({ severity }) => severity === 'error')
  const count = Object.keys(values).length
  const isOpen = isOpened ?? (count > 0 || isBad)
  return (
    <Disclosure className={styles['options'] ?? ''} isExpanded={isOpen} onExpandedChange={setOpened}>
      <Heading level={3}>
        <Button slot="trigger" className={styles['trigger'] ?? ''}>
          <PlatformIcon platform={slug} isNamed />
          {t('optionsOf', { name })}
          {count > 0 && <span className="soft small">{t('set', { count })}</span>}
          {isBad && <span className={styles['bad'] ?? ''}>{t('toFix')}</span>}
        </Button>
      </Heading>
      <DisclosurePanel className={styles['panel'] ?? ''}>
        {/* A form that nobody sees is not drawn: there may be fifteen. */}
        {isOpen && (
          <SchemaForm schema={schema} values={values} onChange={put} findings={findings} path={path} />
        )}
      </DisclosurePanel>
    </Disclosure>
  )
}
