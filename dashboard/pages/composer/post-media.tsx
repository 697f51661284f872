import { Undo2 } from 'lucide-react'
import { memo, useCallback, useMemo, type ReactNode } from 'react'
import type { Platform } from '../../components/account.js'
import { Button } from '../../components/button.js'
import type { Uploads } from '../../components/uploads/use-uploads.js'
import { useTexts } from '../../texts/texts.js'
import { withFileReplaced, withoutFile, withVariant, type Draft, type MediaRef } from './draft.js'
import { MediaField } from './media-field.js'
import styles from './media-field.module.css'
import { texts } from './media.texts.js'
import { asKind } from './previews/shown.js'
import type { Change } from './use-composer.js'
import type { Finding } from './use-verdict.js'

type Props = {
  media: Draft['media']
  variants: Draft['variants']
  change: Change
  platforms: readonly Platform[]
  findings: readonly Finding[]
  uploads: Uploads
}

/** The files of a post; a network may have others, such as a picture in a shape of its own. */
export const PostMedia = memo(function PostMedia({
  media,
  variants,
  change,
  platforms,
  findings,
  uploads,
}: Props): ReactNode {
  const t = useTexts(texts)
  const own = platforms.filter(({ slug }) => variants[slug]?.media !== undefined)
  const put = useCallback((next: MediaRef[]) => change({ media: next }), [change])
  const byNetwork = useMemo(
    () => ({
      isShared: (slug: string) => variants[slug]?.media === undefined,
      onRemove: (id: string) => change((draft) => withoutFile(draft, id)),
      onReplace: (id: string, next: string, slug: string | null) =>
        change((draft) => withFileReplaced(draft, id, next, slug)),
    }),
    [variants, change],
  )
  const shaped = useMemo(
    () => platforms.map((platform) => asKind(platform, variants[platform.slug]?.contentType ?? null)),
    [platforms, variants],
  )
  return (
    <MediaField
      label={t('media')}
      refs={media}
      onChange={put}
      path="media"
      findings={findings}
      platforms={shaped}
      uploads={uploads}
      place=""
      byNetwork={byNetwork}
    >
      {own.map(({ slug, name }) => (
        <p key={slug} className={styles['own'] ?? ''}>
          <span className="small">{t('ownMedia', { name })}</span>
          <Button
            look="quiet"
            icon={<Undo2 aria-hidden />}
            onPress={() => change((draft) => withVariant(draft, slug, { media: undefined }))}
          >
            {t('sameMedia', { name })}
          </Button>
        </p>
      ))}
    </MediaField>
  )
})
