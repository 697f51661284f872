import type { JsonObject } from '../../kit/json.js'
import type { RenderedItem } from '../connector.js'
import { options as schema, readLocalTime, topicOf, type Options } from './options.js'

/** A post as Google is sent it. What is not there is absent: Google fills nothing in. */
export function localPostOf(
  { text, options }: Pick<RenderedItem, 'text' | 'options'>,
  sourceUrl: string | null,
): JsonObject {
  const given = schema.parse(options)
  const topicType = topicOf(given)
  const { languageCode, event, offer, callToAction } = given
  return {
    topicType,
    ...(languageCode === undefined ? {} : { languageCode }),
    ...(text === '' ? {} : { summary: text }),
    ...(event === undefined ? {} : { event: eventOf(event) }),
    ...(offer === undefined ? {} : { offer }),
    // Ignored for offers.
    ...(callToAction === undefined || topicType === 'OFFER' ? {} : { callToAction }),
    ...(sourceUrl === null ? {} : { media: [{ mediaFormat: 'PHOTO', sourceUrl }] }),
  }
}

function eventOf({ title, start, end }: NonNullable<Options['event']>): JsonObject {
  const [from, until] = [timeOf(start), timeOf(end)]
  return {
    title,
    schedule: { startDate: from.date, startTime: from.time, endDate: until.date, endTime: until.time },
  }
}

function timeOf(text: string): { date: JsonObject; time: JsonObject } {
  const local = readLocalTime(text)
  if (local === null) throw new Error('The schema lets no such time pass')
  const { year, month, day, hours, minutes } = local
  return { date: { year, month, day }, time: { hours, minutes, seconds: 0, nanos: 0 } }
}
