import type { ReactNode } from 'react'
import { VoxBurstError } from '../../../sdk/errors.js'
import { ErrorNote, Note } from '../../components/asked.js'
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
  const reload = <Button onPress={() => location.reload()}>{t('reload')}</Button>
  return (
    <Page title={t('broken')} width="text">
      {error instanceof VoxBurstError ? (
        <ErrorNote error={error} action={reload} />
      ) : (
        <Note tone="error" action={reload}>
          {t('brokenHint')} {error instanceof Error && <span className="soft small">{error.message}</span>}
        </Note>
      )}
    </Page>
  )
}
