import {
  fromDate,
  parseAbsolute,
  parseDateTime,
  toCalendarDateTime,
  toZoned,
  type CalendarDateTime,
} from '@internationalized/date'
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Label,
  Popover,
} from 'react-aria-components'
import { useNow } from '../clock.js'
import { useZone } from '../texts/moments.js'
import styles from './date-time-field.module.css'
import { Below } from './fields.js'

type Said = { label: string; hint?: ReactNode; error?: string | null }

type Props = Said & {
  /** ISO 8601 */
  value: string | null
  /** IANA name; what is typed is meant by the clocks there. The label says whose clock it is. */
  timeZone: string
  onChange: (value: string | null) => void
}

/** A day and a time to the minute, typed or picked, by the clocks of one time zone. */
export function DateTimeField({ value, timeZone, onChange, ...said }: Props): ReactNode {
  return (
    <Picker
      {...said}
      value={value === null ? null : read(() => toCalendarDateTime(parseAbsolute(value, timeZone)))}
      onChange={(date) => onChange(date === null ? null : toZoned(date, timeZone).toAbsoluteString())}
    />
  )
}

/** A day and a time by a clock that nobody here knows: `2026-12-24T18:00`, without a zone. */
export function LocalDateTimeField({ value, onChange, ...said }: Omit<Props, 'timeZone'>): ReactNode {
  return (
    <Picker
      {...said}
      value={value === null ? null : read(() => parseDateTime(value))}
      onChange={(date) => onChange(date === null ? null : date.toString().slice(0, 16))}
    />
  )
}

/** What cannot be read is as if it were not there: somebody else wrote it. */
function read(parse: () => CalendarDateTime): CalendarDateTime | null {
  try {
    return parse()
  } catch {
    return null
  }
}

type PickerProps = Said & {
  value: CalendarDateTime | null
  onChange: (value: CalendarDateTime | null) => void
}

function Picker({ label, value, onChange, hint, error }: PickerProps): ReactNode {
  const now = useNow()
  const zone = useZone()
  return (
    <DatePicker
      className={styles['field'] ?? ''}
      granularity="minute"
      isInvalid={error != null}
      placeholderValue={toCalendarDateTime(fromDate(new Date(now), zone))}
      value={value}
      onChange={(date) => onChange(date === null ? null : toCalendarDateTime(date))}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Group className={styles['group'] ?? ''}>
        <DateInput className={styles['input'] ?? ''}>
          {(segment) => <DateSegment segment={segment} className={styles['segment'] ?? ''} />}
        </DateInput>
        <Button className={styles['open'] ?? ''}>
          <CalendarDays aria-hidden />
        </Button>
      </Group>
      <Below hint={hint} error={error} />
      <Popover className={styles['popover'] ?? ''}>
        <Dialog className={styles['dialog'] ?? ''}>
          <Calendar className={styles['calendar'] ?? ''}>
            <header>
              <Button slot="previous">
                <ChevronLeft aria-hidden />
              </Button>
              <Heading level={3} />
              <Button slot="next">
                <ChevronRight aria-hidden />
              </Button>
            </header>
            <CalendarGrid weekdayStyle="short">
              <CalendarGridHeader>
                {(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}
              </CalendarGridHeader>
              <CalendarGridBody>
                {(date) => <CalendarCell date={date} className={styles['day'] ?? ''} />}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  )
}
