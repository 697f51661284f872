import type { ReactNode } from 'react'
import { Card } from '../../components/page.js'

export function ApiKeysPage(): ReactNode {
  return <Card title="Api Keys">…</Card>
}
