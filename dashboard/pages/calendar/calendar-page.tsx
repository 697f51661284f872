import type { CalendarDate } from '@internationalized/date'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import type { Post } from '../../../sdk/index.js'
import { ErrorNote, Waiting } from '../../components/asked.js'
import { Page } from '../../components/page.js'
import { useNow } from '../../clock.js'
import { ZoneNote } from '../../components/moment.js'
import { useMay } from '../../session.js'
import { useZone } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { CalendarContext, type Calendar } from './calendar-context.js'
import styles from './calendar-page.module.css'
import { placesQuery, postsIn, resultsIn, undatedQuery, useBestTimes } from './calendar.queries.js'
import { texts } from './calendar.texts.js'
import { DayList } from './day-list.js'
import { dayOf, daysOf, localOf, momentAt, placed, rangeOf, views, type View } from './days.js'
import { Filters } from './filters.js'
import { MonthGrid } from './month-grid.js'
import { MoveDialog } from './move-dialog.js'
import { Toolbar } from './toolbar.js'
import { Undated } from './undated.js'
import { useMove } from './use-move.js'
import { usualHour } from './usual-moment.js'
import { WeekGrid } from './week-grid.js'

/** When everything goes out, and how what went out did. */
export function CalendarPage(): ReactNode {
  const t = useTexts(texts)
  const zone = useZone()
  const { locale } = useLocale()
  const search = useSearch({ from: '/inside/calendar' })
  const isNarrow = useNarrow()
  const view = views.find((each) => each === search.view) ?? 'month'
  const day = dayOf(search.day, zone)
  // A month does not fit a phone: it becomes its days, one below the other.
  const shown: View = isNarrow ? 'list' : view
  const days = useMemo(
    () => daysOf(isNarrow && view === 'week' ? 'week' : shown, day, locale),
    [isNarrow, view, shown, day, locale],
  )
  const range = rangeOf(days, zone)
  const posts = useQuery(postsIn(range, search))
  const undated = useQuery(undatedQuery(search)).data ?? []
  const calendar = useCalendarOf(day, days, posts.data ?? [], undated)
  const [moving, setMoving] = useState<Post | null>(null)
  return (
    <Page title={t('title')} width="full" actions={<Toolbar view={view} day={day} days={days} />}>
      <CalendarContext value={{ ...calendar, openMove: setMoving }}>
        <div className={styles['bar'] ?? ''}>
          <Filters posts={posts.data ?? []} />
          <ZoneNote at={range.from} />
        </div>
        {posts.isError && <ErrorNote error={posts.error} />}
        <Undated posts={undated} />
        {posts.isPending ? (
          <Waiting lines={8} />
        ) : shown === 'month' ? (
          <MonthGrid />
        ) : shown === 'week' ? (
          <WeekGrid />
        ) : (
          <DayList />
        )}
      </CalendarContext>
      {moving !== null && (
        <MoveDialog post={moving} onClose={() => setMoving(null)} onMove={calendar.moveTo} />
      )}
    </Page>
  )
}

const none: ReadonlyMap<string, number> = new Map()

function useCalendarOf(
  day: CalendarDate,
  days: CalendarDate[],
  posts: readonly Post[],
  undated: readonly Post[],
): Omit<Calendar, 'openMove'> & { moveTo: (post: Post, at: string) => void } {
  const zone = useZone()
  const search = useSearch({ from: '/inside/calendar' })
  const navigate = useNavigate()
  const mayWrite = useMay()({ scope: 'posts:write' })
  const { move, mayMove } = useMove()
  const places = useQuery(placesQuery).data?.data
  const now = useNow()
  const results = useQuery(resultsIn(rangeOf(days, zone), now)).data ?? none
  const bestTimes = useBestTimes(zone, search)
  const { tag } = search
  const wanted = useMemo(
    () => placed(tag === undefined ? posts : posts.filter(({ tags }) => tags.includes(tag)), zone),
    [posts, tag, zone],
  )
  const drop = useCallback(
    (postId: string, onDay: CalendarDate, hour?: number) => {
      const post = [...posts, ...undated].find(({ id }) => id === postId)
      if (post === undefined) return
      const before = post.scheduledFor === null ? null : localOf(post.scheduledFor, zone)
      move(post, momentAt(onDay, hour ?? before?.hour ?? usualHour, before?.minute ?? 0, zone))
    },
    [posts, undated, zone, move],
  )
  return {
    zone,
    day,
    days,
    posts: wanted,
    results,
    freePlaces: (places ?? []).filter(({ isFree }) => isFree),
    bestTimes,
    mayMove,
    mayWrite,
    drop,
    moveTo: move,
    startAt: (at) => void navigate({ to: '/posts/new', search: { at } }),
  }
}

const narrow = matchMedia('(max-width: 48rem)')
function useNarrow(): boolean {
  return useSyncExternalStore(
    (told) => {
      narrow.addEventListener('change', told)
      return () => narrow.removeEventListener('change', told)
    },
    () => narrow.matches,
  )
}
