import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function HomePage(): ReactNode {
  return <Page title="Home">…</Page>
}
