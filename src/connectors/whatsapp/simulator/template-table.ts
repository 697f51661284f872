import { createHash } from 'node:crypto'
import type { JsonObject } from '../../../kit/json.js'
import type { SimTable, SimWorld } from '../../../sandbox/simulator.js'

export type TemplateStatus = 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED'
export type Category = 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'

export type Button = { type: string; text: string; url?: string; phone_number?: string }
export type Component = {
  type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS'
  format?: 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION'
  text?: string
  buttons?: Button[]
  example?: JsonObject
}

export type Template = {
  id: string
  name: string
  language: string
  category: Category
  parameterFormat: 'POSITIONAL' | 'NAMED'
  components: Component[]
  status: TemplateStatus
  rejectedReason: string
  /** What a pending one becomes, and when. */
  decision: { status: 'APPROVED' | 'REJECTED'; at: string } | null
}

export const categories: readonly Category[] = ['MARKETING', 'UTILITY', 'AUTHENTICATION']
/** Of one account, by name and language. */
const templates = (wabaId: string, world: SimWorld): SimTable<Template> =>
  world.table<Template>(`templates of ${wabaId}`)

export function templatesOf(wabaId: string, world: SimWorld): Template[] {
  return templates(wabaId, world)
    .values()
    .map((template) => decided(template, world))
}

export function findTemplate(
  wabaId: string,
  name: string,
  language: string,
  world: SimWorld,
): Template | undefined {
  const found = templates(wabaId, world).get(`${name} ${language}`)
  return found === undefined ? undefined : decided(found, world)
}

export function keepTemplate(wabaId: string, template: Template, world: SimWorld): void {
  templates(wabaId, world).set(`${template.name} ${template.language}`, template)
}

export function removeTemplate(wabaId: string, { name, language }: Template, world: SimWorld): void {
  templates(wabaId, world).delete(`${name} ${language}`)
}

function decided(template: Template, world: SimWorld): Template {
  const { decision } = template
  return decision === null || decision.at > world.now().toISOString()
    ? template
    : { ...template, status: decision.status }
}

const body = (text: string): Component => ({ type: 'BODY', text })
const header = (format: 'IMAGE' | 'VIDEO' | 'DOCUMENT'): Component => ({ type: 'HEADER', format })
const news = body('News for you: {{1}} Yours, as ever.')
const footer: Component = { type: 'FOOTER', text: 'Answer STOP to hear no more.' }

type Planted = Pick<Template, 'name' | 'components'> & Partial<Template>

/** What every account has from the start; a name says what happened to those that cannot be sent. */
const planted: readonly Planted[] = [
  {
    name: 'hello_world',
    category: 'UTILITY',
    components: [body('Hello! Welcome, and thank you for writing.')],
  },
  { name: 'announcement', components: [news] },
  { name: 'announcement', language: 'de', components: [body('Neues für Sie: {{1}} Bis bald.')] },
  { name: 'launch', components: [header('IMAGE'), news, footer] },
  { name: 'film', components: [header('VIDEO'), news, footer] },
  { name: 'paper', components: [header('DOCUMENT'), news] },
  {
    name: 'order_update',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
      body('Dear {{1}}, your order {{2}} is on its way.'),
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'Follow it', url: 'https://shop.example/orders/{{1}}' }],
      },
    ],
  },
  {
    name: 'named_offer',
    parameterFormat: 'NAMED',
    components: [body('Dear {{first_name}}, until Sunday there is {{offer}} for you.'), footer],
  },
  { name: 'paused_offer', status: 'PAUSED', components: [news] },
  { name: 'disabled_offer', status: 'DISABLED', components: [news] },
  { name: 'waiting_offer', status: 'PENDING', components: [news] },
  { name: 'rejected_offer', status: 'REJECTED', rejectedReason: 'PROMOTIONAL', components: [news] },
]

export function plantTemplates(wabaId: string, world: SimWorld): void {
  for (const template of planted) {
    const language = template.language ?? 'en_US'
    keepTemplate(
      wabaId,
      {
        id: idOf(`${wabaId} ${template.name} ${language}`),
        language,
        category: 'MARKETING',
        parameterFormat: 'POSITIONAL',
        status: 'APPROVED',
        rejectedReason: 'NONE',
        decision: null,
        ...template,
      },
      world,
    )
  }
}

/** Sixteen digits that are the same for the same words. */
export function idOf(words: string): string {
  const number = createHash('sha256').update(words).digest().readBigUInt64BE()
  return String(1_000_000_000_000_000n + (number % 8_000_000_000_000_000n))
}
