import type { ReactNode } from 'react'
import { Card } from '../../components/page.js'

export function QueuePage(): ReactNode {
  return <Card title="Queue">…</Card>
}
