import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { Page, Row } from '../../components/page.js'
import { texts } from '../../shell/shell.texts.js'
import { useTexts } from '../../texts/texts.js'

export function NotFound(): ReactNode {
  const t = useTexts(texts)
  return (
    <Page title={t('notFound')} lead={t('notFoundHint')} width="text">
      <Row>
        <ButtonLink to="/">{t('toHome')}</ButtonLink>
      </Row>
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
