import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { call, pageIn, timeIn } from './api.js'
import { mediaTypeOf } from './media-source.js'
import { options as schema } from './options.js'
import type { Plan } from './prepare.js'
import { textsOf, urlOf } from './publish.js'

const clocksDifferMs = 60_000
const mostPages = 2

/**
 * Reads the newest hundred pins of the board, or of its section, for one made since a minute before the attempt that
 * says what was sent. Where no words tell pins apart, or two are alike, a person has to look.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const since = attempt.startedAt.getTime() - clocksDifferMs
  const read = await newestPins(item, attempt.plan as Plan, ctx)
  if (typeof read === 'string') return cannotTell(read)
  const sent = textsOf(item)
  const kind = mediaTypeOf(item)
  const alike = read.pins.filter(
    (pin) => madeAt(pin) >= since && !attempt.claimed.has(String(pin['id'])) && isLike(pin, sent, kind),
  )
  const [pin, another] = alike
  if (pin === undefined)
    return read.isWhole || reachBefore(since, read.pins)
      ? { kind: 'absent' }
      : cannotTell('There are too many pins since, or they are not listed by their time')
  if (another !== undefined) return cannotTell('Two pins are there that may be this one')
  if (hasNoWords(sent)) return cannotTell('A pin without words is there, and may be this one')
  const id = String(pin['id'])
  const createdAt = timeIn(pin['created_at'])
  return { kind: 'found', remoteId: id, url: urlOf(id), createdAt, data: { mediaType: kind } }
}

function cannotTell(reason: string): Look {
  return { kind: 'cannotTell', reason }
}

/** The pins, and whether there are no more; why they cannot be read. */
async function newestPins(
  item: RenderedItem,
  plan: Plan,
  ctx: PublishContext,
): Promise<{ pins: JsonObject[]; isWhole: boolean } | string> {
  const pins: JsonObject[] = []
  let bookmark: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await call(ctx, 'GET', listOf(item, plan), {
      query: {
        page_size: '50',
        ...(plan === null ? { include_protected_pins: 'true' } : {}),
        ...(bookmark === null ? {} : { bookmark }),
      },
    })
    const page = pageIn(reply)
    if (page === null) return `Pinterest answered ${String(reply.status)}`
    pins.push(...page.items)
    bookmark = page.bookmark
    if (bookmark === null) return { pins, isWhole: true }
  }
  return { pins, isWhole: false }
}

/** Where nobody knows any more to which board it went (the database was put back), all pins of the account. */
function listOf(item: RenderedItem, plan: Plan): string {
  if (plan === null) return '/pins'
  const { boardSectionId } = schema.parse(item.options)
  const section = boardSectionId === undefined ? '' : `/sections/${boardSectionId}`
  return `/boards/${plan.boardId}${section}/pins`
}

function madeAt(pin: JsonObject): number {
  return timeIn(pin['created_at']).getTime()
}

/** Whether the list goes back to before a moment. Newest first is not promised: a board may be put in another order. */
function reachBefore(since: number, pins: readonly JsonObject[]): boolean {
  const times = pins.map(madeAt)
  const isNewestFirst = times.every((time, index) => time <= (times[index - 1] ?? Infinity))
  return isNewestFirst && (times.at(-1) ?? Infinity) < since
}

/** What was not sent may be filled in by Pinterest, from the page that the pin leads to, say. */
function isLike(pin: JsonObject, sent: JsonObject, kind: string): boolean {
  const { board_section_id: section, ...words } = sent
  return (
    objectOf(pin['media'])['media_type'] === kind &&
    textOf(pin['board_section_id']) === textOf(section) &&
    Object.entries(words).every(([name, text]) => text === undefined || plain(pin[name]) === plain(text))
  )
}

function hasNoWords({ title, description, link }: JsonObject): boolean {
  return [title, description, link].every((each) => plain(each) === '')
}

/** Without what Pinterest trims. */
function plain(value: JsonObject[string]): string {
  return (textOf(value) ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()
}
