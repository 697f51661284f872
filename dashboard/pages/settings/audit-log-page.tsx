import type { ReactNode } from 'react'
import { Card } from '../../components/page.js'

export function AuditLogPage(): ReactNode {
  return <Card title="Audit Log">…</Card>
}
