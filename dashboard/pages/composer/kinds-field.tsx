import { memo, type ReactNode } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import { PlatformIcon, type Platform } from '../../components/account.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './composer.texts.js'
import { withContentType, type Draft } from './draft.js'
import { Findings } from './findings.js'
import styles from './kinds-field.module.css'
import type { Change } from './use-composer.js'
import { findingsAt, type Finding } from './use-verdict.js'

type Props = {
  variants: Draft['variants']
  contentType: Draft['contentType']
  change: Change
  platforms: readonly Platform[]
  findings: readonly Finding[]
}

const byFiles = 'BY_FILES'

/** What the post becomes on each network that lets one choose: a post, a reel, a story … */
export const KindsField = memo(function KindsField({
  variants,
  contentType: forAll,
  change,
  platforms,
  findings,
}: Props): ReactNode {
  const t = useTexts(texts)
  const said = findingsAt(findings, 'contentType')
  const able = platforms.filter(({ preview }) => preview !== null && preview.kinds.length > 0)
  const slugs = platforms.map(({ slug }) => slug)
  const elsewhere = said.filter(({ platforms: by }) => !able.some(({ slug }) => by.includes(slug)))
  if (able.length === 0 && elsewhere.length === 0) return null
  return (
    <div className={styles['kinds'] ?? ''}>
      {able.map(({ slug, name, preview }) => {
        const kinds = preview?.kinds ?? []
        const chosen = variants[slug]?.contentType ?? forAll
        const isKnown = kinds.some(({ contentType }) => contentType === chosen)
        return (
          <div key={slug}>
            <RadioGroup
              className={styles['group'] ?? ''}
              value={isKnown ? (chosen ?? byFiles) : byFiles}
              onChange={(value) =>
                change((draft) => withContentType(draft, slugs, slug, value === byFiles ? null : value))
              }
            >
              <Label className={styles['label'] ?? ''}>
                <PlatformIcon platform={slug} isNamed />
                {t('kindOn', { name })}
              </Label>
              <span className={styles['choices'] ?? ''}>
                {kinds.map(({ contentType, name: kind }) => (
                  <Radio key={kind} value={contentType ?? byFiles} className={styles['choice'] ?? ''}>
                    {kind}
                  </Radio>
                ))}
              </span>
            </RadioGroup>
            <Findings findings={said.filter(({ platforms: by }) => by.includes(slug))} />
          </div>
        )
      })}
      <Findings findings={elsewhere} />
    </div>
  )
})
