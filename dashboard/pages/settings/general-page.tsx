import type { ReactNode } from 'react'
import { Card } from '../../components/page.js'

export function GeneralPage(): ReactNode {
  return <Card title="General">…</Card>
}
