import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function MembersPage(): ReactNode {
  return <Page title="Members">…</Page>
}
