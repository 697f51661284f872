import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function WebhooksPage(): ReactNode {
  return <Page title="Webhooks">…</Page>
}
