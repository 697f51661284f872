import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function QueuePage(): ReactNode {
  return <Page title="Queue">…</Page>
}
