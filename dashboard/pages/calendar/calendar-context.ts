import type { CalendarDate } from '@internationalized/date'
import { createContext, use } from 'react'
import type { ListQueuePlacesReply, Post } from '../../../sdk/index.js'
import type { BestTime } from './calendar.queries.js'
import type { Placed } from './days.js'

export type Calendar = {
  zone: string
  day: CalendarDate
  days: CalendarDate[]
  posts: Placed[]
  /** Engagements by post. */
  results: ReadonlyMap<string, number>
  freePlaces: ListQueuePlacesReply['data']
  bestTimes: BestTime[]
  mayMove: (post: Post) => boolean
  mayWrite: boolean
  /** Moves a post to a day, and to an hour of it; else it keeps its time of day. */
  drop: (postId: string, day: CalendarDate, hour?: number) => void
  openMove: (post: Post) => void
  startAt: (at: string) => void
}

export const CalendarContext = createContext<Calendar | null>(null)

export function useCalendar(): Calendar {
  const calendar = use(CalendarContext)
  if (calendar === null) throw new Error('useCalendar needs the calendar page around it')
  return calendar
}
