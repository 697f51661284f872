import { parseAbsolute, toCalendarDateTime, toZoned } from '@internationalized/date'
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
import styles from './date-time-field.module.css'
import { Below } from './fields.js'

type Props = {
  /** Says whose clock it is. */
  label: string
  /** ISO 8601 */
  value: string | null
  /** IANA name; what is typed is meant by the clocks there. */
  timeZone: string
  onChange: (value: string | null) => void
  hint?: ReactNode
  error?: string | null
}

/** A day and a time to the minute, typed or picked, by the clocks of one time zone. */
export function DateTimeField({ label, value, timeZone, onChange, hint, error }: Props): ReactNode {
  return (
    <DatePicker
      className={styles['field'] ?? ''}
      granularity="minute"
      isInvalid={error != null}
      value={value === null ? null : toCalendarDateTime(parseAbsolute(value, timeZone))}
      onChange={(date) => onChange(date === null ? null : toZoned(date, timeZone).toAbsoluteString())}
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
