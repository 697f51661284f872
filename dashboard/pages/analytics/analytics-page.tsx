import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function AnalyticsPage(): ReactNode {
  return <Page title="Analytics">…</Page>
}
