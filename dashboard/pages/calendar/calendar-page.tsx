import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'

export function CalendarPage(): ReactNode {
  return <Page title="Calendar">…</Page>
}
