import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function ApiKeysPage(): ReactNode {
  return <Page title="Api Keys">…</Page>
}
