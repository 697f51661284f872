import type { JsonObject } from '../../../kit/json.js'
import { objectIn, textIn } from './call.js'
import { refuse } from './replies.js'
import type { Component, Template } from './template-table.js'

/** The names in `{{1}}` or `{{first_name}}`, in order, each once. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name ?? ''))]
}

/** A template with its variables filled, as people read it. */
export type Filled = {
  text: string
  /** Of a header that is a picture, a film or a document. */
  header: { kind: 'image' | 'video' | 'document'; media: JsonObject } | null
}

const longestBody = 1_024

/** Throws what the network says where the parameters are not those that the template asks for. */
export function fill(template: Template, given: readonly JsonObject[]): Filled {
  const part = (type: Component['type']): Component | undefined =>
    template.components.find((each) => each.type === type)
  const parametersOf = (type: string): JsonObject[] =>
    given
      .filter((each) => textIn(each, 'type')?.toLowerCase() === type)
      .flatMap(({ parameters }) => (Array.isArray(parameters) ? parameters.map(objectIn) : []))
  const header = part('HEADER')
  const media = headerMedia(header, parametersOf('header'))
  const title =
    header?.text === undefined ? '' : filledText('header', header.text, parametersOf('header'), template)
  const body = filledText('body', part('BODY')?.text ?? '', parametersOf('body'), template)
  if (body.length > longestBody)
    refuse(132_005, `body: the filled text has ${String(body.length)} characters`)
  checkButtons(part('BUTTONS')?.buttons ?? [], given)
  const footer = part('FOOTER')?.text ?? ''
  return { text: [title, body, footer].filter((each) => each !== '').join('\n\n'), header: media }
}

function headerMedia(header: Component | undefined, parameters: readonly JsonObject[]): Filled['header'] {
  const format = header?.format ?? 'TEXT'
  if (header === undefined && parameters.length > 0)
    refuse(
      132_000,
      `header: number of localizable_params (${String(parameters.length)}) does not match the expected number of params (0)`,
    )
  if (format === 'TEXT' || format === 'LOCATION') return null
  const kind = format.toLowerCase() as 'image' | 'video' | 'document'
  const [parameter] = parameters
  const said = parameter === undefined ? 'UNKNOWN' : (textIn(parameter, 'type') ?? 'UNKNOWN').toUpperCase()
  if (parameter === undefined || said !== format)
    return refuse(132_012, `header: Format mismatch, expected ${format}, received ${said}`)
  return { kind, media: objectIn(parameter[kind]) }
}

function filledText(
  place: 'header' | 'body',
  text: string,
  parameters: readonly JsonObject[],
  { parameterFormat }: Template,
): string {
  const names = variablesIn(text)
  if (names.length !== parameters.length)
    refuse(
      132_000,
      `${place}: number of localizable_params (${String(parameters.length)}) does not match the expected number of params (${String(names.length)})`,
    )
  const values = new Map(
    names.map((name, index) => {
      const parameter =
        parameterFormat === 'NAMED'
          ? parameters.find((each) => textIn(each, 'parameter_name') === name)
          : parameters[index]
      if (parameter === undefined)
        return refuse(100, `${place}: Parameter name ${name} is missing or is not one of the template`)
      return [name, wordsOf(place, parameter)]
    }),
  )
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name: string) => values.get(name) ?? '')
}

function wordsOf(place: string, parameter: JsonObject): string {
  const type = textIn(parameter, 'type')
  if (type === 'currency' || type === 'date_time') {
    const fallback = textIn(objectIn(parameter[type]), 'fallback_value')
    return fallback ?? refuse(131_008, `${place}: fallback_value of ${type} is missing`)
  }
  if (type !== 'text')
    return refuse(
      132_012,
      `${place}: Format mismatch, expected TEXT, received ${(type ?? 'UNKNOWN').toUpperCase()}`,
    )
  const text = textIn(parameter, 'text') ?? refuse(131_008, `${place}: text of a parameter is missing`)
  // Seen by many, in no document: a variable is a word or two inside a sentence.
  if (/[\n\r\t]| {5}/.test(text))
    refuse(132_012, 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces')
  return text
}

function checkButtons(
  buttons: readonly { type: string; url?: string }[],
  given: readonly JsonObject[],
): void {
  const filled = given.filter((each) => textIn(each, 'type')?.toLowerCase() === 'button')
  for (const [index, { type, url = '' }] of buttons.entries()) {
    if (type !== 'URL' || variablesIn(url).length === 0) continue
    const button = filled.find((each) => Number(each['index']) === index)
    const [parameter] = Array.isArray(button?.['parameters']) ? button['parameters'].map(objectIn) : []
    if (parameter === undefined || textIn(parameter, 'text') === undefined)
      refuse(131_008, `buttons: Button at index ${String(index)} of type Url requires a parameter`)
  }
  for (const each of filled) {
    const index = Number(each['index'])
    if (buttons[index] === undefined)
      refuse(131_009, `buttons: there is no button at index ${String(each['index'])}`)
  }
}
