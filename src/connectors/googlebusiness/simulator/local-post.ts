import { z } from 'zod'
import type { Json } from '../../../kit/json.js'
import { malformed, type Problem } from './replies.js'

const whole = z.int()
const date = z.strictObject({ year: whole.optional(), month: whole.optional(), day: whole.optional() })
const time = z.strictObject({
  hours: whole.optional(),
  minutes: whole.optional(),
  seconds: whole.optional(),
  nanos: whole.optional(),
})
const schedule = z.strictObject({
  startDate: date.optional(),
  startTime: time.optional(),
  endDate: date.optional(),
  endTime: time.optional(),
})
const weekday = z.enum(['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'])
const recurrence = z.strictObject({
  seriesEndTime: z.iso.datetime({ offset: true }).optional(),
  dailyPattern: z.strictObject({}).optional(),
  weeklyPattern: z.strictObject({ daysOfWeek: z.array(weekday) }).optional(),
  monthlyPattern: z
    .strictObject({
      dayOfMonth: whole.optional(),
      dayOfWeekOccurrence: z.enum(['FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST']).optional(),
    })
    .optional(),
})
const mediaItem = z.strictObject({
  mediaFormat: z.enum(['PHOTO', 'VIDEO']).optional(),
  sourceUrl: z.string().optional(),
  description: z.string().optional(),
  dataRef: z.strictObject({ resourceName: z.string() }).optional(),
  locationAssociation: z
    .strictObject({ category: z.string().optional(), priceListItemId: z.string().optional() })
    .optional(),
})
const readOnly = { name: z.string(), createTime: z.string(), updateTime: z.string(), state: z.string() }

/** A local post as it is sent: v4 reference, LocalPost (2026-09). */
const localPost = z
  .strictObject({
    ...readOnly,
    searchUrl: z.string(),
    languageCode: z.string(),
    summary: z.string(),
    callToAction: z.strictObject({
      actionType: z.enum(['BOOK', 'ORDER', 'SHOP', 'LEARN_MORE', 'SIGN_UP', 'GET_OFFER', 'CALL']).optional(),
      url: z.string().optional(),
    }),
    event: z.strictObject({
      title: z.string().optional(),
      schedule: schedule.optional(),
      recurrenceInfo: recurrence.optional(),
    }),
    offer: z.strictObject({
      couponCode: z.string().optional(),
      redeemOnlineUrl: z.string().optional(),
      termsConditions: z.string().optional(),
    }),
    media: z.array(mediaItem),
    topicType: z.enum(['STANDARD', 'EVENT', 'OFFER', 'ALERT']),
    alertType: z.enum(['COVID_19']),
    scheduledTime: z.iso.datetime({ offset: true }),
  })
  .partial()

export type Given = z.infer<typeof localPost>
export type MediaGiven = z.infer<typeof mediaItem>

export function parsePost(json: Json | undefined): Given {
  const given = localPost.safeParse(json)
  if (given.success) return given.data
  const [problem] = given.error.issues
  const where = ['local_post', ...(problem?.path ?? [])].join('.')
  return malformed(where, `Invalid value at '${where}': ${problem?.message ?? ''}`)
}

const mostSummary = 1_500
const mostTitle = 58
const outputs = ['name', 'createTime', 'updateTime', 'state', 'searchUrl'] as const

/** What is wrong with a post's words; its photos are looked at by whoever fetches them. */
export function problemsOf(post: Given, now: Date): Problem[] {
  const { topicType, summary = '', event, offer, media = [], scheduledTime } = post
  const isLong = [...summary].length > mostSummary
  const isTimed = topicType === 'EVENT' || topicType === 'OFFER'
  const said: [boolean, Problem][] = [
    ...outputs.map((field): [boolean, Problem] => [
      post[field] !== undefined,
      { code: 'READ_ONLY', field, message: 'It is set by Google.' },
    ]),
    [topicType === undefined, missing('topic_type')],
    [
      topicType === 'ALERT',
      {
        code: 'UNSUPPORTED_VALUE',
        field: 'topic_type',
        message: 'Alerts cannot be made any more.',
        value: 'ALERT',
      },
    ],
    [summary === '' && media.length === 0, missing('summary')],
    [
      isLong,
      {
        code: 'VALUE_OUTSIDE_ALLOWED_RANGE',
        field: 'summary',
        message: `Must be at most ${String(mostSummary)} characters`,
        value: `${summary.slice(0, 50)}…`,
      },
    ],
    [isTimed && event === undefined, missing('event')],
    [!isTimed && event !== undefined, unwanted('event', 'Only of events and offers.')],
    [topicType !== 'OFFER' && offer !== undefined, unwanted('offer', 'Only of offers.')],
    [
      scheduledTime !== undefined && Date.parse(scheduledTime) <= now.getTime(),
      { code: 'INVALID_VALUE', field: 'scheduled_time', message: 'It has to be in the future.' },
    ],
  ]
  return [
    ...said.filter(([isSo]) => isSo).map(([, problem]) => problem),
    ...(event === undefined ? [] : eventProblems(event)),
    ...buttonProblems(post),
    ...media.flatMap(mediaProblems),
  ]
}

const missing = (field: string): Problem => ({
  code: 'MISSING_VALUE',
  field,
  message: `${field} is required`,
})
const unwanted = (field: string, message: string): Problem => ({ code: 'UNSUPPORTED_VALUE', field, message })

/** An offer's button is not looked at. */
function buttonProblems({ topicType, callToAction: button }: Given): Problem[] {
  if (button === undefined || topicType === 'OFFER') return []
  const { actionType, url } = button
  if (actionType === undefined) return [missing('call_to_action.action_type')]
  if (actionType === 'GET_OFFER') return [unwanted('call_to_action.action_type', 'GET_OFFER is deprecated.')]
  const field = 'call_to_action.url'
  if (actionType === 'CALL') return url === undefined ? [] : [unwanted(field, 'A call has no url.')]
  if (url === undefined || url === '') return [missing(field)]
  const isUrl = /^https?:\/\//.test(url) && URL.canParse(url)
  return isUrl ? [] : [{ code: 'INVALID_VALUE', field, message: 'It has to be a URL.', value: url }]
}

function eventProblems({
  title = '',
  schedule: times,
  recurrenceInfo,
}: NonNullable<Given['event']>): Problem[] {
  const patterns = ['dailyPattern', 'weeklyPattern', 'monthlyPattern'] as const
  const given = patterns.filter((pattern) => recurrenceInfo?.[pattern] !== undefined)
  return [
    ...(title === '' ? [missing('event.title')] : []),
    ...([...title].length > mostTitle
      ? [
          {
            code: 'VALUE_OUTSIDE_ALLOWED_RANGE' as const,
            field: 'event.title',
            message: `Must be at most ${String(mostTitle)} characters`,
            value: title,
          },
        ]
      : []),
    ...scheduleProblems(times ?? {}),
    ...(recurrenceInfo !== undefined && given.length !== 1
      ? [unwanted('event.recurrence_info', 'It has exactly one pattern.')]
      : []),
  ]
}

function scheduleProblems(times: z.infer<typeof schedule>): Problem[] {
  const field = 'event.schedule'
  const { startDate, startTime, endDate, endTime } = times
  const absent = Object.entries({
    start_date: startDate,
    start_time: startTime,
    end_date: endDate,
    end_time: endTime,
  }).filter(([, part]) => part === undefined)
  if (!startDate || !startTime || !endDate || !endTime)
    return absent.map(([part]) => missing(`${field}.${part}`))
  const [start, end] = [localTime(startDate, startTime), localTime(endDate, endTime)]
  if (start === null || end === null)
    return [{ code: 'INVALID_VALUE', field, message: 'There is no such day or time.' }]
  return end > start ? [] : [{ code: 'INVERTED_RANGE', field, message: 'The end is not after the start.' }]
}

/** In the location's own time, whatever zone that is: comparable, nothing more. */
function localTime(
  { year = 0, month = 0, day = 0 }: z.infer<typeof date>,
  { hours = 0, minutes = 0, seconds = 0, nanos = 0 }: z.infer<typeof time>,
): number | null {
  const at = new Date(Date.UTC(year, month - 1, day, hours, minutes, seconds))
  const isReal =
    year > 999 &&
    at.getUTCFullYear() === year &&
    at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === day &&
    at.getUTCHours() === hours &&
    at.getUTCMinutes() === minutes &&
    at.getUTCSeconds() === seconds &&
    nanos >= 0 &&
    nanos < 1e9
  return isReal ? at.getTime() : null
}

function mediaProblems(item: MediaGiven, index: number): Problem[] {
  const field = `media[${String(index)}]`
  return [
    ...(item.mediaFormat === undefined ? [missing(`${field}.media_format`)] : []),
    ...(item.sourceUrl ? [] : [missing(`${field}.source_url`)]),
    ...(item.dataRef === undefined
      ? []
      : [unwanted(`${field}.data_ref`, 'A local post takes source_url only.')]),
    ...(item.locationAssociation === undefined
      ? []
      : [unwanted(`${field}.location_association`, 'Only of a location’s own media.')]),
  ]
}
