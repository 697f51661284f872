import type { Json, JsonObject } from '../../../kit/json.js'
import { ok, Refusal } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { api, givenIn, objectIn, ownAccount, pageOf, type Call } from './call.js'
import { fieldsIn, pick } from './fields.js'
import { invalid } from './replies.js'
import {
  categories,
  findTemplate,
  idOf,
  keepTemplate,
  removeTemplate,
  templatesOf,
  type Component,
  type Template,
} from './template-table.js'
import { variablesIn } from './template-text.js'

const scope = 'whatsapp_business_management'
const path = '/:id/message_templates'

export const templateRoutes: readonly SimRoute[] = [
  api({ method: 'GET', path, operation: 'other', scope }, list),
  api({ method: 'POST', path, operation: 'other', scope }, create),
  api({ method: 'DELETE', path, operation: 'other', scope }, remove),
]

/** Without more for an account whose business is not verified. */
const mostTemplates = 250
/** A review takes up to a day there. */
const reviewMs = 2_000

function list(call: Call): SimReply {
  const { wabaId } = ownAccount(call)
  const { query } = call.request
  const fields = fieldsIn(query, ['name', 'status', 'category', 'language', 'components', 'id'])
  const isAsked = (template: Template): boolean =>
    // A part of the name is enough.
    template.name.includes(query.get('name') ?? '') &&
    [query.get('status') ?? template.status].includes(template.status) &&
    [query.get('language') ?? template.language].includes(template.language) &&
    [query.get('category') ?? template.category].includes(template.category)
  const { data, ...more } = pageOf(templatesOf(wabaId, call.world).filter(isAsked), call.request, {
    idOf: ({ id }) => id,
  })
  return ok({
    data: data.map((template) => pick(present(template), fields, 'MessageTemplate')),
    ...more,
  })
}

export function present(template: Template): JsonObject {
  const { id, name, language, category, components, status, parameterFormat, rejectedReason } = template
  return {
    id,
    name,
    language,
    category,
    components,
    status,
    parameter_format: parameterFormat,
    rejected_reason: rejectedReason,
    quality_score: { score: 'UNKNOWN' },
  }
}

function create(call: Call): SimReply {
  const { wabaId } = ownAccount(call)
  const { request, world } = call
  const name = givenIn(request, 'name') ?? invalid('The parameter name is required.')
  const language = givenIn(request, 'language') ?? invalid('The parameter language is required.')
  const category = categories.find((each) => each === givenIn(request, 'category'))
  if (category === undefined) return invalid(`Param category must be one of {${categories.join(', ')}}`)
  if (!/^[a-z0-9_]{1,512}$/.test(name))
    invalid('Param name can only have lowercase letters, digits and underscores.')
  if (!/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(language)) invalid('Param language is none that is supported.')
  const isNamed = givenIn(request, 'parameter_format')?.toUpperCase() === 'NAMED'
  const components = componentsIn(objectIn(request.json)['components'], isNamed)
  if (findTemplate(wabaId, name, language, world) !== undefined)
    invalid('Content in this language already exists', { subcode: 2_388_024 })
  if (templatesOf(wabaId, world).length >= mostTemplates)
    invalid('The limit of message templates is reached', { subcode: 2_388_019 })
  const template: Template = {
    id: idOf(`${wabaId} ${name} ${language} ${String(world.nextNumber('template'))}`),
    name,
    language,
    category,
    parameterFormat: isNamed ? 'NAMED' : 'POSITIONAL',
    components,
    status: 'PENDING',
    rejectedReason: name.includes('reject') ? 'INVALID_FORMAT' : 'NONE',
    decision: {
      status: name.includes('reject') ? 'REJECTED' : 'APPROVED',
      at: new Date(world.now().getTime() + reviewMs).toISOString(),
    },
  }
  keepTemplate(wabaId, template, world)
  return ok({ id: template.id, status: 'PENDING', category })
}

const lengths = { HEADER: 60, BODY: 1_024, FOOTER: 60, BUTTONS: 0 }
/** The code of what is wrong with a component's text. */
const subcodes = { HEADER: 2_388_047, BODY: 2_388_072, FOOTER: 2_388_073, BUTTONS: 2_388_072 }

function componentsIn(given: Json | undefined, isNamed: boolean): Component[] {
  if (!Array.isArray(given)) return invalid('The parameter components is required.')
  const components = given.map((each) => checked(objectIn(each) as Component, isNamed))
  if (components.filter(({ type }) => type === 'BODY').length !== 1)
    throw new Refusal(100, '(#100) A template has one body.', { subcode: 2_388_072 })
  return components
}

function checked(component: Component, isNamed: boolean): Component {
  const { type, text, format, example } = component
  const wrong = (why: string, subcode: number): never => invalid(why, { subcode })
  if (!(type in lengths)) return invalid('Param type must be one of {HEADER, BODY, FOOTER, BUTTONS}')
  if (type === 'BUTTONS') return component
  if (type === 'HEADER' && format !== undefined && format !== 'TEXT') return component
  if (text === undefined || text === '') return wrong(`The ${type} has no text.`, subcodes[type])
  if (text.length > lengths[type]) wrong(`The ${type} is too long.`, 2_388_040)
  const variables = variablesIn(text)
  if (variables.length > 0 && type === 'FOOTER') wrong('A footer has no variables.', subcodes.FOOTER)
  const isSpelt = variables.every((each, index) =>
    isNamed ? /^[a-z0-9_]+$/.test(each) : each === String(index + 1),
  )
  if (!isSpelt) wrong('The variables are not numbered from 1, or not named.', subcodes[type])
  if (variables.length > 0 && example === undefined) wrong('Variables need an example.', subcodes[type])
  if (/^\s*\{\{|\}\}\s*$/.test(text) && type === 'BODY')
    wrong('A variable cannot stand at the start or the end.', 2_388_299)
  return component
}

function remove(call: Call): SimReply {
  const { wabaId } = ownAccount(call)
  const { request, world } = call
  const name = request.query.get('name') ?? invalid('The parameter name is required.')
  const id = request.query.get('hsm_id')
  const gone = templatesOf(wabaId, world).filter(
    (template) => template.name === name && (id === null || template.id === id),
  )
  if (gone.length === 0) invalid('Message template not found', { subcode: 2_593_002 })
  for (const template of gone) removeTemplate(wabaId, template, world)
  return ok({ success: true })
}
