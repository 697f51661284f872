import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function MediaPage(): ReactNode {
  return <Page title="Media">…</Page>
}
