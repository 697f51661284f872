import type { Json } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { isObject } from './arguments.js'
import type { Call } from './call.js'
import { refuse } from './replies.js'

export type Poll = {
  id: string
  question: string
  options: string[]
  isAnonymous: boolean
  hasSeveralAnswers: boolean
  kind: 'regular' | 'quiz'
  correct: number[]
  openSeconds: number | null
  closesAt: string | null
  isStopped: boolean
}

/** Bot API 10.1, sendPoll. */
const limits = { question: 300, options: 12, option: 100, shortestSeconds: 5, longestSeconds: 2_628_000 }

export function readPoll({ given, world }: Call): Poll {
  const question = given.text('question').trim()
  if (question === '') refuse(400, 'poll question must be non-empty')
  if (question.length > limits.question) refuse(400, 'poll question length must not exceed 300')
  const options = readOptions(given.json('options', 'options'))
  const openSeconds = given.integer('open_period')
  if (
    openSeconds !== null &&
    !(openSeconds >= limits.shortestSeconds && openSeconds <= limits.longestSeconds)
  )
    refuse(400, "poll can't be open for the specified time")
  const isAnonymous = given.text('is_anonymous') === '' || given.flag('is_anonymous')
  const kind = given.text('type') === 'quiz' ? 'quiz' : 'regular'
  const correct = given.json('correct_option_ids', 'correct option identifiers')
  if (kind === 'quiz' && !Array.isArray(correct)) refuse(400, 'wrong correct option ID specified')
  return {
    id: String(5_000_000_000_000_000 + world.nextNumber('poll')),
    question,
    options,
    isAnonymous,
    hasSeveralAnswers: given.flag('allows_multiple_answers'),
    kind,
    correct: Array.isArray(correct) ? correct.map(Number) : [],
    openSeconds,
    closesAt:
      openSeconds === null ? null : new Date(world.now().getTime() + openSeconds * 1_000).toISOString(),
    isStopped: false,
  }
}

function readOptions(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return refuse(400, "can't parse options JSON object")
  const texts = value.map((each) => {
    // Before Bot API 7.3 an option was its words alone.
    const text = isObject(each) ? each['text'] : each
    return typeof text === 'string' ? text.trim() : refuse(400, 'option must be an Object')
  })
  if (texts.length < 1) refuse(400, 'poll must have at least 1 option')
  if (texts.length > limits.options)
    refuse(400, `poll can't have more than ${String(limits.options)} options`)
  if (texts.some((text) => text === '')) refuse(400, 'poll options must be non-empty')
  if (texts.some((text) => text.length > limits.option))
    refuse(400, `poll options length must not exceed ${String(limits.option)}`)
  return texts
}

export function isClosed(poll: Poll, world: SimWorld): boolean {
  return poll.isStopped || (poll.closesAt !== null && poll.closesAt <= world.now().toISOString())
}

export function presentPoll(poll: Poll, world: SimWorld): Json {
  return {
    id: poll.id,
    question: poll.question,
    options: poll.options.map((text, index) => ({ persistent_id: String(index), text, voter_count: 0 })),
    total_voter_count: 0,
    is_closed: isClosed(poll, world),
    is_anonymous: poll.isAnonymous,
    type: poll.kind,
    allows_multiple_answers: poll.hasSeveralAnswers,
    allows_revoting: true,
    members_only: false,
    ...(poll.kind === 'quiz' ? { correct_option_ids: poll.correct } : {}),
    ...(poll.openSeconds === null || poll.closesAt === null
      ? {}
      : { open_period: poll.openSeconds, close_date: Math.floor(Date.parse(poll.closesAt) / 1_000) }),
  }
}
