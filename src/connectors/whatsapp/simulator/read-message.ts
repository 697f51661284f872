import type { JsonObject } from '../../../kit/json.js'
import { objectIn, textIn } from './call.js'
import type { MediaType } from './judge-file.js'
import { invalid, refuse } from './replies.js'

/** What a call wants to be sent, as far as its own words go. */
export type Wanted = {
  to: string
  isGroup: boolean
  /** In the network's lower-case word. */
  type: string
  text: string
  media: WantedMedia | null
  template: { name: string; language: string; components: JsonObject[] } | null
  answers: string | null
  /** `biz_opaque_callback_data`. */
  token: string | null
}
export type WantedMedia = { type: MediaType; id: string | null; link: string | null; filename: string | null }

const longest = { text: 4_096, caption: 1_024, token: 512, button: 1_024 }
const mediaTypes: readonly MediaType[] = ['image', 'video', 'audio', 'document', 'sticker']
const envelope = ['messaging_product', 'recipient_type', 'to', 'type', 'context', 'biz_opaque_callback_data']
const others = ['interactive', 'location', 'contacts', 'reaction', 'template', 'text']

/** Throws the network's refusal of what is missing, is unknown or is too long. */
export function readMessage(body: JsonObject, { isMarketing }: { isMarketing: boolean }): Wanted {
  if (textIn(body, 'messaging_product') !== 'whatsapp')
    invalid('The parameter messaging_product is required.')
  const type = textIn(body, 'type')?.toLowerCase() ?? 'text'
  if (isMarketing && type !== 'template') invalid('Param type must be one of {TEMPLATE}')
  if (!mediaTypes.some((each) => each === type) && !others.includes(type))
    refuse(131_051, `Message type ${type.slice(0, 50)} is not supported.`)
  only(body, [...envelope, type, ...(isMarketing ? ['product_policy', 'message_activity_sharing'] : [])])
  checkMarketing(body)
  const to = textIn(body, 'to') ?? invalid('The parameter to is required.')
  const recipient = textIn(body, 'recipient_type') ?? 'individual'
  if (recipient !== 'individual' && (recipient !== 'group' || isMarketing))
    invalid(`Param recipient_type must be one of {${isMarketing ? 'individual' : 'individual, group'}}`)
  const content = body[type]
  if (content === undefined) refuse(131_008, `Required parameter ${type} is missing.`)
  const about = {
    to,
    isGroup: recipient === 'group',
    type,
    answers: answersOf(body),
    token: tokenOf(body),
    text: '',
    media: null,
    template: null,
  }
  const members = objectIn(content)
  switch (type) {
    case 'text':
      return { ...about, text: textOf(members) }
    case 'template':
      return { ...about, template: templateOf(members) }
    case 'interactive':
      return { ...about, text: interactiveOf(members) }
    case 'location':
      return { ...about, text: locationOf(members) }
    case 'contacts':
      return { ...about, text: contactsOf(content) }
    case 'reaction':
      return { ...about, text: reactionOf(members) }
    default:
      return { ...about, ...mediaOf(type as MediaType, members) }
  }
}

/** Characters: an emoji is one. */
function lengthOf(text: string): number {
  return [...text].length
}

/** Inside a parameter names that the documents do not have are refused, with where they stood. */
function only(from: JsonObject, names: readonly string[], place?: string): void {
  const strange = Object.keys(from).find((name) => !names.includes(name))
  if (strange !== undefined)
    invalid(
      place === undefined
        ? `Unexpected key "${strange}".`
        : `Unexpected key "${strange}" on param "${place}".`,
    )
}

function checkMarketing(body: JsonObject): void {
  const { product_policy: policy, message_activity_sharing: sharing } = body
  if (policy !== undefined && policy !== 'CLOUD_API_FALLBACK' && policy !== 'STRICT')
    invalid('Param product_policy must be one of {CLOUD_API_FALLBACK, STRICT}')
  if (sharing !== undefined && typeof sharing !== 'boolean')
    invalid('Param message_activity_sharing must be a boolean')
}

function answersOf(body: JsonObject): string | null {
  if (body['context'] === undefined) return null
  only(objectIn(body['context']), ['message_id'], 'context')
  const id = textIn(objectIn(body['context']), 'message_id')
  return id?.startsWith('wamid.') === true ? id : refuse(131_009, 'context.message_id is no message id.')
}

function tokenOf(body: JsonObject): string | null {
  const token = body['biz_opaque_callback_data']
  if (token === undefined) return null
  if (typeof token !== 'string' || token.length > longest.token)
    return invalid(
      `Param biz_opaque_callback_data must be a string of at most ${String(longest.token)} characters.`,
    )
  return token
}

function textOf(text: JsonObject): string {
  only(text, ['body', 'preview_url'], 'text')
  if (text['preview_url'] !== undefined && typeof text['preview_url'] !== 'boolean')
    invalid("Param text['preview_url'] must be a boolean.")
  const body = textIn(text, 'body') ?? invalid("The parameter text['body'] is required.")
  if (lengthOf(body) > longest.text)
    invalid(`Param text['body'] must be at most ${String(longest.text)} characters long.`)
  return body
}

function mediaOf(type: MediaType, given: JsonObject): { text: string; media: WantedMedia } {
  const hasWords = type !== 'audio' && type !== 'sticker'
  only(
    given,
    ['id', 'link', ...(hasWords ? ['caption'] : []), ...(type === 'document' ? ['filename'] : [])],
    type,
  )
  const [id, link] = [textIn(given, 'id'), textIn(given, 'link')]
  if ((id === undefined) === (link === undefined))
    refuse(131_008, `${type} needs an id or a link, and one alone.`)
  if (link !== undefined && !URL.canParse(link)) refuse(131_009, `${type}.link is no URL.`)
  const caption = textIn(given, 'caption') ?? ''
  if (lengthOf(caption) > longest.caption)
    invalid(`Param ${type}['caption'] must be at most ${String(longest.caption)} characters long.`)
  const filename = textIn(given, 'filename') ?? null
  return { text: caption, media: { type, id: id ?? null, link: link ?? null, filename } }
}

function templateOf(given: JsonObject): NonNullable<Wanted['template']> {
  only(given, ['name', 'language', 'components'], 'template')
  const name = textIn(given, 'name') ?? refuse(131_008, 'template.name is missing.')
  const language = objectIn(given['language'])
  only(language, ['code', 'policy'], 'language')
  const code = textIn(language, 'code') ?? refuse(131_008, 'template.language.code is missing.')
  const policy = textIn(language, 'policy') ?? 'deterministic'
  if (policy !== 'deterministic') refuse(131_009, 'template.language.policy must be deterministic.')
  const components = given['components'] ?? []
  if (!Array.isArray(components)) return refuse(131_009, 'template.components must be a list.')
  const all = components.map(objectIn)
  for (const component of all) checkComponent(component)
  return { name, language: code, components: all }
}

function checkComponent(component: JsonObject): void {
  const type = textIn(component, 'type')?.toLowerCase() ?? ''
  if (!['header', 'body', 'button'].includes(type))
    refuse(131_009, `template.components: ${type === '' ? 'a type is missing' : `there is no ${type}`}.`)
  only(component, ['type', 'parameters', ...(type === 'button' ? ['sub_type', 'index'] : [])], 'components')
  const parameters = component['parameters'] ?? []
  if (!Array.isArray(parameters)) refuse(131_009, 'parameters must be a list.')
  else
    for (const parameter of parameters.map(objectIn)) {
      const kind = textIn(parameter, 'type') ?? ''
      only(parameter, ['type', kind, 'parameter_name'], 'parameters')
    }
}

function interactiveOf(given: JsonObject): string {
  only(given, ['type', 'header', 'body', 'footer', 'action'], 'interactive')
  const kind = textIn(given, 'type') ?? refuse(131_008, 'interactive.type is missing.')
  if (given['action'] === undefined) refuse(131_008, 'interactive.action is missing.')
  const body = textIn(objectIn(given['body']), 'text') ?? ''
  if (body === '' && kind !== 'product') refuse(131_008, 'interactive.body is missing.')
  if (body.length > longest.button) refuse(131_009, 'interactive.body is too long.')
  return body
}

function locationOf(given: JsonObject): string {
  only(given, ['latitude', 'longitude', 'name', 'address'], 'location')
  const [latitude, longitude] = [Number(given['latitude']), Number(given['longitude'])]
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180))
    refuse(131_009, 'location has no latitude and longitude.')
  const words = [textIn(given, 'name'), textIn(given, 'address')].filter((each) => each !== undefined)
  return [...words, `${String(latitude)}, ${String(longitude)}`].join('\n')
}

function contactsOf(given: unknown): string {
  const contacts = Array.isArray(given) ? given.map(objectIn) : []
  const names = contacts.map((each) => textIn(objectIn(each['name']), 'formatted_name'))
  if (names.length === 0 || names.length > 5 || names.includes(undefined))
    refuse(131_009, 'contacts must be one to five, each with a formatted name.')
  return names.join('\n')
}

function reactionOf(given: JsonObject): string {
  only(given, ['message_id', 'emoji'], 'reaction')
  if (textIn(given, 'message_id')?.startsWith('wamid.') !== true)
    refuse(131_009, 'reaction.message_id is no message id.')
  return textIn(given, 'emoji') ?? ''
}
