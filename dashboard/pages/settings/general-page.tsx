import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function GeneralPage(): ReactNode {
  return <Page title="General">…</Page>
}
