import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function WebhookPage(): ReactNode {
  return <Page title="Webhook">…</Page>
}
