import type { Json } from '../../../kit/json.js'
import { followersBy, followerShares } from '../../../sandbox/graph-api/demographics.js'
import { timeIn, timestamp } from '../../../sandbox/graph-api/list.js'
import { invalid, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { accountOf, type Call } from './call.js'
import { commentCount } from './comments.js'
import { countsOf, mediaOf, type Counts } from './media-table.js'
import { followersOf } from './present-user.js'

const totals = [
  'views',
  'reach',
  'accounts_engaged',
  'total_interactions',
  'likes',
  'comments',
  'saves',
  'shares',
  'replies',
  'reposts',
  'follows_and_unfollows',
  'profile_links_taps',
]
const series = ['reach', 'follower_count']
const demographics = 'follower_demographics'
const daySeconds = 86_400
const maxWindow = 30 * daySeconds
export function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

type Window = { since: number; until: number }

export function readAccountInsights(call: Call): SimReply {
  const { given } = call
  const user = accountOf(call)
  const names = given
    .text('metric')
    .split(',')
    .map((name) => name.trim())
  const known = [...new Set([...totals, ...series, demographics])]
  const strange = names.findIndex((name) => !known.includes(name))
  if (strange !== -1)
    invalid(`metric[${String(strange)}] must be one of the following values: ${known.join(', ')}`)
  if (!given.has('period')) invalid('The parameter period is required')
  const result = names.includes(demographics) ? [ofFollowers(call, names)] : overTime(call, names)
  return ok({
    data: result.map((value, index) => {
      const name = names[index] ?? ''
      const period = given.text('period')
      return {
        name,
        period,
        title: titleOf(name),
        description: `The ${name.replaceAll('_', ' ')} of your account.`,
        ...value,
        id: `${user.id}/insights/${name}/${period}`,
      }
    }),
  })
}

type Value = Record<string, Json>

function overTime(call: Call, names: readonly string[]): Value[] {
  const { given } = call
  if (given.text('period') !== 'day') invalid('Param period must be day for these metrics')
  const isTotal = given.text('metric_type') === 'total_value'
  const wrong = names.filter((name) => !(isTotal ? totals : series).includes(name))
  if (wrong.length > 0)
    invalid(
      isTotal
        ? `The following metrics (${wrong.join(', ')}) do not support metric_type=total_value`
        : `The following metrics (${wrong.join(', ')}) should be specified with parameter metric_type=total_value`,
    )
  const window = windowIn(call)
  if (names.includes('follower_count')) checkFollowers(window, call)
  return names.map((name) =>
    isTotal ? { total_value: { value: total(name, window, call) } } : { values: daily(name, window, call) },
  )
}

function windowIn(call: Call): Window {
  const now = nowOf(call)
  const until = timeIn(call.given, 'until') ?? now
  const since = timeIn(call.given, 'since') ?? until - daySeconds
  if (until < since) invalid('Param since must be before until')
  if (until - since > maxWindow)
    invalid('There cannot be more than 30 days (2592000 s) between since and until')
  return { since, until }
}

const nowOf = ({ world }: Call): number => Math.floor(world.now().getTime() / 1_000)

/** Of the last 30 days, and of accounts with a hundred followers. */
function checkFollowers({ since }: Window, call: Call): void {
  if (since < nowOf(call) - maxWindow - daySeconds)
    invalid(
      '(follower_count) metric only supports querying data for the last 30 days excluding the current day',
    )
}

/** What came of what was published in a window. */
function sum(of: keyof Counts, { since, until }: Window, { id, world }: Call): number {
  return mediaOf(id, world)
    .filter(({ createdAt }) => {
      const second = Date.parse(createdAt) / 1_000
      return second >= since && second < until
    })
    .reduce((all, media) => all + countsOf(media, commentCount(media.id, world), world)[of], 0)
}

function total(name: string, window: Window, call: Call): number {
  const of = (key: keyof Counts): number => sum(key, window, call)
  switch (name) {
    case 'saves':
      return of('saved')
    case 'accounts_engaged':
      return Math.floor(of('likes') * 0.8)
    case 'total_interactions':
      return of('likes') + of('comments') + of('saved') + of('shares')
    case 'follows_and_unfollows':
      return of('follows')
    case 'profile_links_taps':
      return of('linkClicks')
    case 'replies':
      return 0
    default:
      return of(name as keyof Counts)
  }
}

/** Days end at 07:00 UTC, midnight at the network's home. */
function daily(name: string, { since, until }: Window, call: Call): Json {
  const endOf = (second: number): number =>
    Math.ceil((second - 7 * 3_600) / daySeconds) * daySeconds + 7 * 3_600
  const ends: number[] = []
  for (let end = endOf(since + 1); end <= endOf(until); end += daySeconds) ends.push(end)
  return ends.map((end) => ({
    value: sum(name === 'reach' ? 'reach' : 'follows', { since: end - daySeconds, until: end }, call),
    end_time: timestamp(new Date(end * 1_000).toISOString()),
  }))
}

function ofFollowers(call: Call, names: readonly string[]): Value {
  const { given } = call
  const breakdown = given.text('breakdown')
  if (names.length > 1) invalid('follower_demographics cannot be asked for beside other metrics')
  if (given.text('period') !== 'lifetime') invalid('Param period must be lifetime for follower_demographics')
  if (given.text('metric_type') !== 'total_value')
    invalid(
      'The following metrics (follower_demographics) should be specified with parameter metric_type=total_value',
    )
  if (!['this_month', 'this_week'].includes(given.text('timeframe')))
    invalid('Param timeframe must be one of {this_month, this_week}')
  if (followerShares[breakdown] === undefined)
    return invalid(`Param breakdown must be one of {${Object.keys(followerShares).join(', ')}}`)
  const value = followersOf(accountOf(call))
  return { total_value: { value, breakdowns: [followersBy(breakdown)] } }
}
