import {
  CalendarDays,
  ChartNoAxesColumn,
  FlaskConical,
  House,
  Image,
  ListChecks,
  Settings,
  UsersRound,
  Webhook,
  type LucideIcon,
} from 'lucide-react'
import type { texts } from './shell.texts.js'

export type Place = {
  to:
    | '/'
    | '/calendar'
    | '/approvals'
    | '/accounts'
    | '/media'
    | '/analytics'
    | '/webhooks'
    | '/settings'
    | '/sandbox-panel'
  text: keyof typeof texts.en
  Icon: LucideIcon
  /** Typed after `g`. */
  key: string
  isForSandbox?: true
}

/** Where a person can go: the navigation, the command palette and the shortcuts are made of it. */
export const places: readonly Place[] = [
  { to: '/', text: 'home', Icon: House, key: 'h' },
  { to: '/calendar', text: 'calendar', Icon: CalendarDays, key: 'c' },
  { to: '/approvals', text: 'approvals', Icon: ListChecks, key: 'a' },
  { to: '/accounts', text: 'accounts', Icon: UsersRound, key: 'n' },
  { to: '/media', text: 'media', Icon: Image, key: 'm' },
  { to: '/analytics', text: 'analytics', Icon: ChartNoAxesColumn, key: 'y' },
  { to: '/webhooks', text: 'webhooks', Icon: Webhook, key: 'w' },
  { to: '/settings', text: 'settings', Icon: Settings, key: 's' },
  { to: '/sandbox-panel', text: 'sandbox', Icon: FlaskConical, key: 'x', isForSandbox: true },
]
