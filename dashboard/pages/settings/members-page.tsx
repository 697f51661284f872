import type { ReactNode } from 'react'
import { Card } from '../../components/page.js'

export function MembersPage(): ReactNode {
  return <Card title="Members">…</Card>
}
