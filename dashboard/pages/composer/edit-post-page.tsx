import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function EditPostPage(): ReactNode {
  return <Page title="Edit Post">…</Page>
}
