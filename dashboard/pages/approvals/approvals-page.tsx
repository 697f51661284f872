import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function ApprovalsPage(): ReactNode {
  return <Page title="Approvals">…</Page>
}
