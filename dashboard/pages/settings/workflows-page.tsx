import type { ReactNode } from 'react'
import { Card } from '../../components/page.js'

export function WorkflowsPage(): ReactNode {
  return <Card title="Workflows">…</Card>
}
