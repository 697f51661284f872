import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { Empty, Page } from '../../components/page.js'
import { texts } from '../../shell/shell.texts.js'
import { useTexts } from '../../texts/texts.js'

export function NotFound(): ReactNode {
  const t = useTexts(texts)
  return (
    <Page title={t('notFound')} width="text">
      <Empty icon={<SearchX />} title={t('notFound')} action={<ButtonLink to="/">{t('toHome')}</ButtonLink>}>
        {t('notFoundHint')}
      </Empty>
    </Page>
  )
}

/** Where a page threw: what happened, and a way on. */
export function Broken({ error }: { error: unknown }): ReactNode {
  const t = useTexts(texts)
  return (
    <Page title={t('broken')} width="text">
      <ErrorNote error={error} action={<Button onPress={() => location.reload()}>{t('reload')}</Button>} />
    </Page>
  )
}
