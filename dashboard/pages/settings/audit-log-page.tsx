import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function AuditLogPage(): ReactNode {
  return <Page title="Audit Log">…</Page>
}
