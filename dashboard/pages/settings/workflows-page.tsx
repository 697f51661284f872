import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function WorkflowsPage(): ReactNode {
  return <Page title="Workflows">…</Page>
}
