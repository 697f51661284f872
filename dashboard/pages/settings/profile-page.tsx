import type { ReactNode } from 'react'
import { Card } from '../../components/page.js'

export function ProfilePage(): ReactNode {
  return <Card title="Profile">…</Card>
}
