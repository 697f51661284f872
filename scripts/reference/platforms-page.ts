import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Connector, MediaKind } from '../../src/connectors/connector.js'
import type { Limits, MediaLimits } from '../../src/domain/rules.js'
import { table } from './markdown.js'
import { connectors } from './platforms.js'

const kinds: readonly MediaKind[] = ['image', 'gif', 'video', 'document']
const byName = [...connectors].sort((one, other) => one.name.localeCompare(other.name))

/** What each network takes, tells and leaves open, from the connectors themselves. */
export function platformsPage(): string {
  return `# Platforms

What each network takes, how its lost answers are settled, and what of it is unverified. Every name leads to the page of its connector: how to register an app, scopes, oddities, and the sources of what stands here.

## What can be posted

${table(['network', 'text', 'files in a post', 'image', 'GIF', 'video', 'document', 'alternative text', 'thread', 'first comment', 'content types'], byName.map(whatCanBePosted))}

## What files may be

Pictures that are larger than a network takes are made smaller where “mended” stands. What is not known of a network stays open.

${table(['network', 'kind', 'in a post', 'size', 'formats', 'shape', 'length'], byName.flatMap(whatFilesMayBe))}

## Accounts

${table(['network', 'connected by', 'to choose', 'tokens', 'numbers of posts', 'numbers of accounts', 'earlier posts', 'quotas'], byName.map(accounts))}

## When an answer is lost

A request whose answer was lost is repeated where the network guarantees that no second post comes of it; else the network is looked at, from the end of the request’s time.

${table(['network', 'repeated for', 'looked for after', 'otherwise'], byName.map(lostAnswers))}

## Options

In \`platformMetadata.<NETWORK>\` of a post. An option that is not known is refused by its name.

${byName.map(options).join('\n\n')}

## Unverified

${byName.map(unverified).join('\n\n')}
`
}

function link({ slug, name }: Connector): string {
  return `[${name}](../../src/connectors/${slug}/README.md)`
}

const yes = (is: boolean): string => (is ? 'yes' : '–')

function whatCanBePosted(connector: Connector): string[] {
  const { text, media, altText, thread, firstComment, contentTypes } = connector.rules.limits
  return [
    link(connector),
    `${thousands(text.max)} ${text.unit}${withoutText(connector.rules.limits)}`,
    `${media.required ? '1' : '0'}–${String(media.max)}${media.mixed ? '' : ', of one kind'}`,
    ...kinds.map((kind) => yes(media[kind] !== undefined)),
    altText === null
      ? '–'
      : `${thousands(altText.max)}${altText.shared === true ? ', one for all files' : ''}`,
    thread === null ? '–' : `${String(thread.max)} parts`,
    yes(firstComment),
    contentTypes.join(', '),
  ]
}

function withoutText({ text: { optionalWith = [] } }: Limits): string {
  return optionalWith.length === 0
    ? ''
    : `; none needed with ${optionalWith.map((name) => `\`${name}\``).join(', ')}`
}

function whatFilesMayBe(connector: Connector): string[][] {
  const { media } = connector.rules.limits
  return kinds.flatMap((kind) => {
    const limits = media[kind]
    if (limits === undefined) return []
    const { maxBytes, mimeTypes = [], reencoded = false } = limits
    const size = maxBytes === undefined ? '' : `${bytes(maxBytes)}${reencoded ? ', mended' : ''}`
    const formats = mimeTypes.map((type) => type.replace(/^\w+\//, '')).join(', ')
    const most = `${String(limits.max)}${kind === 'image' && media.sameSize === true ? ', of one size' : ''}`
    return [[link(connector), kind, most, size, formats, shape(limits), length(limits)]]
  })
}

function shape(limits: MediaLimits): string {
  const { minRatio, maxRatio, minWidth, minHeight, maxWidth, maxHeight, maxPixels } = limits
  return [
    between(minRatio, maxRatio, (ratio) => `${round(ratio)}:1`),
    between(minWidth, maxWidth, thousands, ' wide'),
    between(minHeight, maxHeight, thousands, ' high'),
    maxPixels === undefined ? '' : `${thousands(maxPixels)} pixels`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function length({ minMs, maxMs }: MediaLimits): string {
  return between(minMs, maxMs, duration)
}

function accounts(connector: Connector): string[] {
  const { auth, config, metrics, history, quota, destinations, needsPage } = connector
  const asked = (auth.fields ?? []).map((field) => field.label.toLowerCase()).join(', ')
  const names = Object.keys(config.required).map((name) => [name, ''])
  const rules = quota?.rules({ app: Object.fromEntries(names) as Record<string, string>, data: {} }) ?? []
  return [
    link(connector),
    [auth.authorize === undefined ? '' : 'its consent page', asked].filter((part) => part !== '').join('; '),
    destinations === undefined ? '–' : needsPage === undefined ? 'may' : 'yes',
    auth.refresh === undefined ? 'not renewed' : 'renewed',
    yes(metrics?.posts !== undefined),
    yes(metrics?.account !== undefined),
    yes(history !== undefined),
    rules.map(({ name, limit }) => `${thousands(limit)} ${name}`).join(', ') ||
      (quota === undefined ? '–' : 'as the network tells'),
  ]
}

function lostAnswers(connector: Connector): string[] {
  const { reconcile, reconcileFor, find, webhook } = connector
  const { repeatForMs = 0, looksAtMs, unlisted = [] } = reconcile
  const looks = find === undefined ? '–' : looksAtMs.map(duration).join(', ') || '–'
  const canTell = find !== undefined && looksAtMs.length > 0 && webhook === undefined
  const never = '`OUTCOME_UNKNOWN`, a person looks'
  const exception = unlisted.length === 0 ? '' : `; with ${unlisted.join(', ')}: ${never}`
  return [
    link(connector),
    repeatForMs === 0 ? '–' : repeatForMs === Infinity ? 'ever' : duration(repeatForMs),
    webhook === undefined
      ? `${looks}${reconcileFor === undefined ? '' : ' (differs by account)'}`
      : 'not: the network tells by itself',
    canTell ? `sent once more${exception}` : never,
  ]
}

type JsonSchema = {
  type?: string | string[]
  enum?: unknown[]
  description?: string
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
}

function options(connector: Connector): string {
  const schema = z.toJSONSchema(connector.options, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const rows = rowsOf(schema, '')
  const heading = `### ${connector.name}`
  if (rows.length === 0) return `${heading}\n\nNone.`
  return `${heading}\n\n${table([`\`${connector.slug.toUpperCase()}.…\``, 'type', 'meaning'], rows)}`
}

function rowsOf(schema: JsonSchema, before: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const inner = property.properties === undefined ? property.items : property
    const path = `${before}${name}${inner === property.items && inner?.properties !== undefined ? '[]' : ''}`
    return [
      [`\`${path}\``, typeOf(property), property.description ?? ''],
      ...(inner === undefined ? [] : rowsOf(inner, `${path}.`)),
    ]
  })
}

function typeOf({ type, enum: values, items }: JsonSchema): string {
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ')
  if (type === 'array') return `list${items?.type === undefined ? '' : ` of ${typeOf(items)}`}`
  return [type ?? 'any'].flat().join(', ')
}

/** The last section of the connector's own page. */
function unverified({ slug, name }: Connector): string {
  const readme = readFileSync(new URL(`../../src/connectors/${slug}/README.md`, import.meta.url), 'utf8')
  const [, section = ''] = readme.split('\n## Unverified\n')
  if (section.trim() === '') throw new Error(`src/connectors/${slug}/README.md has no section "Unverified"`)
  return `### ${name}\n\n${section.split('\n## ')[0]?.trim() ?? ''}`
}

function between(
  least: number | undefined,
  most: number | undefined,
  say: (value: number) => string,
  what = '',
): string {
  if (least === undefined && most === undefined) return ''
  if (least === undefined) return `up to ${say(most ?? 0)}${what}`
  return most === undefined ? `from ${say(least)}${what}` : `${say(least)} to ${say(most)}${what}`
}

const thousands = (value: number): string => value.toLocaleString('en')
const round = (value: number): string => String(Math.round(value * 100) / 100)

function bytes(value: number): string {
  const units: readonly [number, string][] = [
    [1e9, 'GB'],
    [2 ** 30, 'GiB'],
    [1e6, 'MB'],
    [2 ** 20, 'MiB'],
    [1e3, 'kB'],
    [2 ** 10, 'KiB'],
  ]
  const whole = units.filter(([unit]) => value % unit === 0 && value / unit < 10_000)
  const [unit, name] = whole.sort(([one], [other]) => other - one)[0] ?? [1, 'bytes']
  return `${thousands(value / unit)} ${name}`
}

function duration(ms: number): string {
  const units: readonly [number, string][] = [
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
  ]
  const [unit, name] = units.find(([each]) => ms % each === 0 && ms >= each) ?? [1, 'ms']
  return `${thousands(ms / unit)} ${name}`
}
