import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function AccountsPage(): ReactNode {
  return <Page title="Accounts">…</Page>
}
