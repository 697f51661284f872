import { expect, it } from 'vitest'
import * as connectors from '../../src/connectors/all.js'
import { formSchema } from '../../src/kit/form-schema.js'

/** The part of JSON Schema that options are made of, read here apart from the form that is tested. */
type Schema = {
  type?: string
  title?: string
  enum?: string[]
  enumNames?: string[]
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  additionalProperties?: Schema | boolean
}
type Filled = { value: unknown; shown: string[] }

// By names that the compiler does not follow: React and the dashboard are typed for browsers.
const load = (name: string): Promise<unknown> => import(name)
type Element = { element: true }
const { createElement } = (await load('react')) as {
  createElement: (of: unknown, props: object, child?: Element) => Element
}
const { renderToString } = (await load('react-dom/server')) as { renderToString: (of: Element) => string }
const { QueryClient, QueryClientProvider } = (await load('@tanstack/react-query')) as {
  QueryClient: new () => { setQueryData: (key: string[], data: object) => void }
  QueryClientProvider: unknown
}
// Its client is of the page that it runs in.
Object.assign(globalThis, { location: new URL('http://localhost/') })
const { SchemaForm } = (await load('../../dashboard/pages/composer/schema-form.js')) as {
  SchemaForm: unknown
}
Reflect.deleteProperty(globalThis, 'location')

/** A form in which everything is filled in, as a browser is sent it. */
function drawn(schema: Schema, values: unknown): string {
  const form = createElement(SchemaForm, {
    schema,
    values,
    onChange: () => undefined,
    findings: [],
    path: 'x',
  })
  const client = new QueryClient()
  // Pages with forms stand behind the sign-in.
  client.setQueryData(['me'], { workspaceId: 'ws_1' })
  return renderToString(createElement(QueryClientProvider, { client }, form))
}

/** Something for every leaf, no two alike, and what the form has to show of it. `form`: which of several forms is taken. */
function fill(schema: Schema, form: number, next: () => number, label = ''): Filled {
  const { properties, items, anyOf, additionalProperties: of } = schema
  const title = schema.title ?? label
  if (anyOf !== undefined) return fill({ ...anyOf[form % anyOf.length], title }, form, next)
  if (properties !== undefined) {
    const parts = Object.entries(properties).map(([name, each]) => [name, fill(each, form, next)] as const)
    return {
      value: Object.fromEntries(parts.map(([name, { value }]) => [name, value])),
      shown: parts.flatMap(([, { shown }]) => shown),
    }
  }
  if (items !== undefined) {
    const parts = [fill(items, form, next, `${title} 1`), fill(items, form, next, `${title} 2`)]
    return { value: parts.map(({ value }) => value), shown: parts.flatMap(({ shown }) => shown) }
  }
  const number = next()
  if (typeof of === 'object') {
    const { value, shown } = fill(of, form, next, 'Value 1')
    return { value: { [`name${String(number)}`]: value }, shown: [`value="name${String(number)}"`, ...shown] }
  }
  const name = `>${title}`
  if (schema.enum !== undefined)
    return { value: schema.enum.at(-1), shown: [name, `>${schema.enumNames?.at(-1) ?? ''}<`] }
  if (schema.type === 'boolean') return { value: false, shown: [name, '>No<'] }
  if (schema.type === 'integer' || schema.type === 'number')
    return { value: number, shown: [name, `value="${String(number)}"`] }
  if (schema.format?.endsWith('date-time') === true)
    return { value: '2031-12-24T18:45', shown: [name, 'aria-valuenow="2031"', 'aria-valuenow="45"'] }
  return { value: `leaf ${String(number)}`, shown: [name, `value="leaf ${String(number)}"`] }
}

it.each(Object.values(connectors).map(({ slug, options }) => [slug, formSchema(options) as Schema] as const))(
  'every option of %s has a field, however deep it lies, and the field shows what it holds',
  (_slug, schema) => {
    for (const form of [0, 1]) {
      let count = 1_000
      const { value, shown } = fill(schema, form, () => (count += 1))
      const html = drawn(schema, value).replaceAll('<!-- -->', '').replaceAll('&#x27;', "'")
      expect(shown.filter((each) => !html.includes(each))).toEqual([])
    }
    // With nothing filled in, each is there to be filled in.
    const empty = drawn(schema, {}).replaceAll('<!-- -->', '')
    const missing = Object.values(schema.properties ?? {}).filter(({ title = '?' }) => !empty.includes(title))
    expect(missing.map(({ title }) => title)).toEqual([])
  },
)
