import { z } from 'zod'

/** "Characters": Unicode code points here. */
export function lengthOf(text: string): number {
  return [...text].length
}

const longestTitle = 58

/** A time of the location's own clock, without a zone: Google takes it so, and nothing may turn it into UTC. */
const localTime = z
  .string()
  .refine(isLocalTime, 'must be a time of the location’s clock without a zone, such as 2026-12-24T18:00.')
  .meta({ format: 'local-date-time' })
const address = z.url({ protocol: /^https?$/ }).max(2_048)

const event = z
  .strictObject({
    title: z
      .string()
      .refine((title) => title.trim() !== '', 'must not be empty.')
      .refine(
        (title) => lengthOf(title) <= longestTitle,
        `must have at most ${String(longestTitle)} characters.`,
      )
      .meta({ maxLength: longestTitle }),
    start: localTime.describe('By the location’s clock, without a zone: 2026-12-24T18:00'),
    end: localTime.describe('By the location’s clock, without a zone: 2026-12-24T22:00'),
  })
  .refine(({ start, end }) => start < end, { path: ['end'], message: 'must be after start.' })

const callToAction = z
  .strictObject({
    actionType: z.enum(['BOOK', 'ORDER', 'SHOP', 'LEARN_MORE', 'SIGN_UP', 'CALL']),
    url: address.optional().describe('Where the button leads; CALL has none: it calls the location'),
  })
  .refine(({ actionType, url }) => actionType === 'CALL' || url !== undefined, {
    path: ['url'],
    message: 'must be given: every button but CALL leads to an address.',
  })
  .refine(({ actionType, url }) => actionType !== 'CALL' || url === undefined, {
    path: ['url'],
    message: 'must be left out: CALL calls the number of the location.',
  })

/** `platformMetadata.GOOGLEBUSINESS`. What goes together: rules.ts. Source: README.md, "What can be posted". */
export const options = z.strictObject({
  topicType: z
    .enum(['STANDARD', 'EVENT', 'OFFER'])
    .optional()
    .describe('Absent: OFFER where there is an offer, EVENT where there is an event, else STANDARD'),
  languageCode: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as en or pt-BR.')
    .optional()
    .describe('Language of the post'),
  event: event
    .optional()
    .describe('What it announces and when; an offer has one too, for as long as it is valid'),
  offer: z
    .strictObject({
      couponCode: z.string().min(1).max(1_000).optional(),
      redeemOnlineUrl: address.optional(),
      termsConditions: z.string().min(1).max(5_000).optional(),
    })
    .optional()
    .describe('What one gets'),
  callToAction: callToAction.optional().describe('A button under the post; offers have none'),
})

export type Options = z.output<typeof options>

export type TopicType = 'STANDARD' | 'EVENT' | 'OFFER'

export function topicOf({
  topicType,
  event: what,
  offer,
}: Partial<Record<keyof Options, unknown>>): TopicType {
  if (topicType === 'STANDARD' || topicType === 'EVENT' || topicType === 'OFFER') return topicType
  if (offer !== undefined) return 'OFFER'
  return what === undefined ? 'STANDARD' : 'EVENT'
}

export type LocalTime = { year: number; month: number; day: number; hours: number; minutes: number }

export function readLocalTime(text: string): LocalTime | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(text)?.slice(1).map(Number)
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0] = parts ?? []
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const isOne = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days && hours < 24 && minutes < 60
  return isOne ? { year, month, day, hours, minutes } : null
}

function isLocalTime(text: string): boolean {
  return readLocalTime(text) !== null
}
