import { z } from 'zod'
import type { JsonObject } from '../../kit/json.js'

/** Digits with a country code, however they are written. */
const number = z
  .string()
  .regex(
    /^\+?(?:[ ().-]*\d){7,15}[ ().-]*$/,
    'must be a telephone number with its country code, such as +4915112345678.',
  )
const value = z.string().min(1).max(1_024)

/** `platformMetadata.WHATSAPP`. What goes together: rules.ts. Source: README.md, "What can be sent". */
export const options = z.strictObject({
  to: z
    .array(number)
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      'Who it is sent to: people who agreed to it, by their numbers; each is sent a message of his own',
    ),
  group: z
    .string()
    .regex(/^[\w=+/-]{1,200}$/, 'must be the id of a group of this number.')
    .optional()
    .describe('The group that it is sent to instead'),
  template: z
    .string()
    .regex(/^[a-z0-9_]{1,512}$/, 'is the name of a template: small letters, digits and _.')
    .optional()
    .describe(
      'Name of an approved template; absent: a free message, which reaches who wrote in the last 24 hours',
    ),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(_[A-Z]{2,3})?$/, 'is a language of the template, such as en_US.')
    .optional()
    .describe('Language of the template; absent: en_US'),
  parameters: z
    .union([z.array(value).max(100), z.record(z.string().regex(/^[a-z0-9_]{1,100}$/), value)])
    .optional()
    .describe(
      'What stands in the places of the template’s body: a list for {{1}}, {{2}} …, or by name; absent: the text of the post, in its one place',
    ),
  headerText: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe('What stands in the place of the template’s header'),
  buttons: z
    .array(
      z.strictObject({
        index: z.int().min(0).max(9).describe('Which button of the template, from 0'),
        url: z.string().min(1).max(2_000).optional().describe('What its address ends with'),
        payload: z.string().min(1).max(256).optional().describe('What a quick reply sends back'),
      }),
    )
    .min(1)
    .max(10)
    .optional()
    .describe('What goes into the template’s buttons'),
  marketing: z
    .strictObject({
      policy: z.enum(['CLOUD_API_FALLBACK', 'STRICT']).optional(),
      activitySharing: z.boolean().optional(),
    })
    .optional()
    .describe('As a marketing message, whose delivery Meta optimises'),
  linkPreview: z.boolean().optional().describe('Shows a preview of the first address of a free text'),
  choices: z
    .array(z.string().min(1).max(20))
    .min(1)
    .max(3)
    .optional()
    .describe('Buttons under a free text, each of which answers with its words'),
  location: z
    .strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: z.string().min(1).max(1_000).optional(),
      address: z.string().min(1).max(1_000).optional(),
    })
    .optional()
    .describe('A place, sent instead of the text'),
  inReplyTo: z
    .string()
    .regex(/^wamid\.[\w=+/-]{1,400}$/, 'must be the id of a message, such as wamid.HBgL….')
    .optional()
    .describe('Id of the message that this one answers'),
})

export type Options = z.infer<typeof options>

const groupMark = 'group:'

/** Who it goes to, each once, however often and in whatever form a number stands in the list; as it stands there first. */
export function recipients(given: JsonObject): string[] {
  const { to = [], group } = options.parse(given)
  if (group !== undefined) return [`${groupMark}${group}`]
  const people = new Map<string, string>()
  for (const written of to) {
    const digits = written.replace(/\D/g, '')
    const person = personOf(digits)
    if (!people.has(person)) people.set(person, digits)
  }
  return [...people.values()]
}

/** The same for both forms in which mobile numbers of Mexico, Argentina and Brazil are written. README.md, "Oddities". */
function personOf(digits: string): string {
  return digits
    .replace(/^521(?=\d{10}$)/, '52')
    .replace(/^549(?=\d{10}$)/, '54')
    .replace(/^(55\d{2})9(?=[6-9]\d{7}$)/, '$1')
}

/** What a recipient is at WhatsApp. */
export function addresseeOf(recipient: string): { recipient_type: 'individual' | 'group'; to: string } {
  return recipient.startsWith(groupMark)
    ? { recipient_type: 'group', to: recipient.slice(groupMark.length) }
    : { recipient_type: 'individual', to: recipient }
}
