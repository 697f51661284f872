import type { Draft, Issue, Limits } from '../../domain/rules.js'
import type { JsonObject } from '../../kit/json.js'
import type { Rules } from '../connector.js'

/** Bytes of a picture; a larger one is given as a smaller JPEG. */
export const largestImage = 5_000_000
const longestCaption = 1_024
const longestParameter = 1_024

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 4_096, unit: 'characters', optionalWithMedia: true, optionalWith: ['location', 'template'] },
  media: {
    required: false,
    max: 1,
    mixed: false,
    image: {
      max: 1,
      maxBytes: largestImage,
      reencoded: true,
      mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
    },
    video: { max: 1, maxBytes: 16_000_000, videoCodecs: ['avc'], mimeTypes: ['video/mp4', 'video/3gpp'] },
    document: {
      max: 1,
      maxBytes: 100_000_000,
      mimeTypes: [
        'application/pdf',
        'text/plain',
        'application/msword',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.ms-excel',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.ms-powerpoint',
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      ],
    },
  },
  altText: null,
  thread: null,
  firstComment: false,
  contentTypes: ['TEXT', 'IMAGE', 'VIDEO'],
}

export const rules: Rules = { limits, measure, check }

/** Characters. */
export function measure(text: string): number {
  return [...text].length
}

function check(draft: Draft): Issue[] {
  return [
    ...checkRecipients(draft),
    ...checkTogether(draft),
    ...checkButtons(draft),
    ...checkLength(draft),
    ...checkParameters(draft),
    ...checkUnsent(draft),
  ]
}

const option = (name: string): string => `platformMetadata.WHATSAPP.${name}`

function fault(code: Issue['code'], field: string, message: string, details?: JsonObject): Issue {
  return { severity: 'error', code, field, message, ...(details === undefined ? {} : { details }) }
}

function checkRecipients({ options }: Draft): Issue[] {
  const isTo = options['to'] !== undefined
  if (isTo === (options['group'] !== undefined)) {
    const message = isTo
      ? 'A message goes to people or to a group, not to both.'
      : 'Say who it is sent to: to with their numbers, or the group.'
    return [
      fault(isTo ? 'OPTIONS_NOT_TOGETHER' : 'RECIPIENTS_REQUIRED', option(isTo ? 'group' : 'to'), message),
    ]
  }
  return []
}

/** What is part of a template, and what of a message without one. */
const ofTemplates = ['language', 'parameters', 'headerText', 'buttons', 'marketing'] as const
const ofFreeMessages = ['linkPreview', 'choices', 'location'] as const

function checkTogether({ options, media }: Draft): Issue[] {
  const isTemplate = options['template'] !== undefined
  const strangers = (isTemplate ? ofFreeMessages : ofTemplates).filter((name) => options[name] !== undefined)
  const issues = strangers.map((name) =>
    fault(
      'OPTIONS_NOT_TOGETHER',
      option(name),
      isTemplate ? `A template takes no ${name}.` : `${name} is for templates: name one.`,
    ),
  )
  if (options['marketing'] !== undefined && options['group'] !== undefined)
    issues.push(
      fault('OPTIONS_NOT_TOGETHER', option('marketing'), 'Marketing messages go to people, not to groups.'),
    )
  if (media.length > 0 && options['location'] !== undefined)
    issues.push(fault('OPTION_WITH_MEDIA', option('location'), 'A place is sent without a file.'))
  if (media.length > 0 && options['headerText'] !== undefined)
    issues.push(
      fault(
        'OPTION_WITH_MEDIA',
        option('headerText'),
        'The header of a template is a text or a file, not both.',
      ),
    )
  if (options['choices'] !== undefined && options['location'] !== undefined)
    issues.push(fault('OPTIONS_NOT_TOGETHER', option('choices'), 'A place has no buttons.'))
  return issues
}

function checkButtons({ options }: Draft): Issue[] {
  const buttons = Array.isArray(options['buttons']) ? (options['buttons'] as JsonObject[]) : []
  return buttons.flatMap(({ url, payload }, index) =>
    (url === undefined) === (payload === undefined)
      ? [fault('OPTIONS_NOT_TOGETHER', option(`buttons.${String(index)}`), 'A button takes url or payload.')]
      : [],
  )
}

function checkLength({ text, media, options }: Draft): Issue[] {
  const isInPlace = options['template'] !== undefined && options['parameters'] === undefined
  const longest = isInPlace
    ? ([longestParameter, 'in a template'] as const)
    : media.length > 0 || options['choices'] !== undefined
      ? ([longestCaption, 'under a file or over buttons'] as const)
      : null
  const actualLength = measure(text)
  if (longest === null || actualLength <= longest[0] || isReplaced(options)) return []
  const [maxLength, where] = longest
  const message = `The text is ${String(actualLength)} characters long; ${where}, ${String(maxLength)} are allowed.`
  return [fault('CONTENT_TOO_LONG', 'content', message, { maxLength, actualLength })]
}

/** A template's places take one line each. [S] */
function checkParameters({ text, options }: Draft): Issue[] {
  if (options['template'] === undefined) return []
  const given = options['parameters'] as string[] | Record<string, string> | undefined
  const values: [field: string, value: string][] =
    given === undefined
      ? [['content', text]]
      : Object.entries(given).map(([name, value]) => [option(`parameters.${name}`), value])
  return values
    .filter(([, value]) => /[\n\r\t]| {5}/.test(value))
    .map(([field]) =>
      fault(
        'PARAMETER_INVALID',
        field,
        'In a template it has neither line breaks nor tabs nor five spaces in a row.',
      ),
    )
}

/** The text of the post is not part of what is sent. */
function isReplaced(options: JsonObject): boolean {
  return (
    options['location'] !== undefined ||
    (options['template'] !== undefined && options['parameters'] !== undefined)
  )
}

function checkUnsent({ text, options }: Draft): Issue[] {
  const warning = (code: Issue['code'], field: string, message: string): Issue => ({
    severity: 'warning',
    code,
    field,
    message,
  })
  return [
    ...(text !== '' && isReplaced(options)
      ? [
          warning(
            'TEXT_NOT_SENT',
            'content',
            'The text is for you: what is sent is the template with its parameters, or the place.',
          ),
        ]
      : []),
    ...(options['template'] === undefined && options['to'] !== undefined
      ? [
          warning(
            'REACHES_RECENT_WRITERS_ONLY',
            option('template'),
            'Without a template it reaches only people who wrote to this number in the last 24 hours.',
          ),
        ]
      : []),
  ]
}
