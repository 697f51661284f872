import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function AccountPage(): ReactNode {
  return <Page title="Account">…</Page>
}
