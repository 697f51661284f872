import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function ProfilePage(): ReactNode {
  return <Page title="Profile">…</Page>
}
