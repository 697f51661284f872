import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function PostPage(): ReactNode {
  return <Page title="Post">…</Page>
}
