import type { Connector } from '../connectors/connector.js'
import type { Registry } from '../connectors/registry.js'
import type { Json, JsonObject } from '../kit/json.js'
import { checkOptions } from '../posts/read-content.js'
import { plainText } from './plain-text.js'
import type { SourceRow } from './source.js'

/** One post to one account, as another system kept it. */
export type MovedPost = {
  externalId: string
  account: { platform: string; username: string | null; remoteId: string | null; id: string }
  /** The post, and what follows it: parts of a thread, or comments. Media by address or path. */
  parts: { html: string; media: JsonObject[] }[]
  status: 'draft' | 'scheduled' | 'published' | 'failed'
  scheduledFor: string | null
  tags: string[]
  contentType?: string
  /** Options of the network under our names; those that it does not take are named in a warning. */
  options: { name: string; value: Json; from: string }[]
  /** What has no counterpart here. */
  unmoved: string[]
}

/**
 * A moved post as a row: its platform under our name, what follows it as a thread where the network has threads and as
 * first comment elsewhere. Each account has a row of its own, with an id that stays the same from export to export, so
 * that nothing is made twice however posts were grouped.
 */
export function rowOfMoved(connectors: Registry, post: MovedPost, number: number): SourceRow {
  const connector = connectorOf(connectors, post.account.platform)
  const [first, ...rest] = post.parts.map(({ html, media }) => ({ content: plainText(html), media }))
  const unmoved = [...post.unmoved]
  const options: JsonObject = {}
  for (const { name, value, from } of post.options) {
    const fits =
      connector !== undefined && checkOptions(connectors, connector.slug, { [name]: value }).kind === 'ok'
    if (fits) options[name] = value
    else unmoved.push(from)
  }
  const row: JsonObject = {
    externalId: post.externalId,
    status: post.status,
    content: first?.content ?? '',
    media: first?.media ?? [],
    accounts: [
      {
        platform: connector?.slug ?? post.account.platform,
        id: post.account.id,
        ...(post.account.username === null ? {} : { username: post.account.username }),
        ...(post.account.remoteId === null ? {} : { remoteId: post.account.remoteId }),
      },
    ],
  }
  if (post.scheduledFor !== null) row['scheduledFor'] = post.scheduledFor
  if (post.tags.length > 0) row['tags'] = post.tags
  if (post.contentType !== undefined) row['contentType'] = post.contentType
  if (connector !== undefined && Object.keys(options).length > 0)
    row['platformMetadata'] = { [connector.slug.toUpperCase()]: options }
  if (rest.length > 0) {
    if (connector?.rules.limits.thread === null) {
      row['firstComment'] = rest[0]?.content ?? ''
      if (rest.length > 1) unmoved.push('comments after the first')
      if (rest.some(({ media }) => media.length > 0)) unmoved.push('media of comments')
    } else row['threadPosts'] = rest.map((part, place) => ({ sequence: place + 1, ...part }))
  }
  if (unmoved.length > 0) row['record'] = { unmoved: [...new Set(unmoved)] }
  return { number, row }
}

/** Other systems name kinds of accounts where we name the network: some-page, some_standalone. */
function connectorOf(connectors: Registry, provider: string): Connector | undefined {
  return (
    connectors.resolve(provider) ??
    connectors.resolve(provider.replace(/[-_](?:page|standalone|business|custom)$/i, ''))
  )
}

export function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A column of JSON, which some drivers hand out as text. */
export function jsonIn(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}

export function textIn(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

/** A time of a database without zones, which is UTC. */
export function utcIn(value: unknown): string | null {
  const text = textIn(value)
  if (text === null) return null
  return /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`
}

/** A setting that says nothing. */
export function isEmpty(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  )
}
