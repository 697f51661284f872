import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function SandboxPage(): ReactNode {
  return <Page title="Sandbox">…</Page>
}
