import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function NewPostPage(): ReactNode {
  return <Page title="New Post">…</Page>
}
