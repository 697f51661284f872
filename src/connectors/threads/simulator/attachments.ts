import type { Json, JsonObject } from '../../../kit/json.js'
import { parseJson } from '../../../kit/parse-json.js'
import type { Given } from '../../../sandbox/graph-api/given.js'
import { invalid } from '../../../sandbox/graph-api/refusal.js'

const pollNames = ['option_a', 'option_b', 'option_c', 'option_d'] as const

/** The answers of a poll: two to four, without a gap, 25 characters each. */
export function pollIn(given: Given): string[] | null {
  if (!given.has('poll_attachment')) return null
  const poll = objectIn(given, 'poll_attachment')
  const strange = Object.keys(poll).find((name) => !pollNames.some((known) => known === name))
  if (strange !== undefined) invalid(`Param poll_attachment has no ${strange}`)
  const options = pollNames.map((name) => poll[name])
  const count = options.findLastIndex((option) => option !== undefined) + 1
  const chosen = options.slice(0, count)
  if (count < 2) invalid('Param poll_attachment must have option_a and option_b')
  return chosen.map((option, index) => {
    const name = pollNames[index] ?? ''
    if (typeof option !== 'string' || option.trim() === '')
      return invalid(`Param poll_attachment: ${name} must not be empty`)
    if ([...option].length > 25)
      return invalid(`Param poll_attachment: ${name} must be at most 25 characters long`)
    return option
  })
}

/** What a page says of the extras of a post; what they must look like is checked on the way. */
export function notesOf(given: Given, isText: boolean): string[] {
  const notes: string[] = []
  const onlyText = ['text_attachment', 'gif_attachment', 'is_ghost_post']
  const misplaced = isText ? undefined : onlyText.find((name) => given.has(name))
  if (misplaced !== undefined) invalid(`Param ${misplaced} is only available for text posts`)
  if (given.has('text_entities')) {
    const entities = parseJson(given.text('text_entities'))
    if (!Array.isArray(entities) || entities.length > 10 || !entities.every(isSpoiler))
      invalid('Param text_entities must be a list of up to 10 {entity_type, offset, length}')
    notes.push('Parts of the words are hidden until they are touched')
  }
  if (given.has('text_attachment')) {
    const { plaintext, link_attachment_url: link } = objectIn(given, 'text_attachment')
    if (typeof plaintext !== 'string' || plaintext === '' || [...plaintext].length > 10_000)
      return invalid('Param text_attachment must have a plaintext of 1 to 10000 characters')
    if (link !== undefined && given.has('link_attachment'))
      invalid('Param text_attachment cannot have a link beside link_attachment')
    notes.push(`Attached text: ${plaintext}`)
  }
  if (given.has('gif_attachment')) {
    const { gif_id: id, provider } = objectIn(given, 'gif_attachment')
    if (typeof id !== 'string' || typeof provider !== 'string')
      return invalid('Param gif_attachment must have a gif_id and a provider')
    notes.push(`GIF ${id} (${provider})`)
  }
  if (given.flag('is_spoiler_media')) {
    if (isText) invalid('Param is_spoiler_media needs media')
    notes.push('The media are hidden until they are touched')
  }
  if (given.flag('is_ghost_post')) {
    const other = notBesideGhosts.find((name) => given.has(name))
    if (other !== undefined) invalid(`Param is_ghost_post cannot be combined with ${other}`)
    notes.push('Is gone after 24 hours')
  }
  if (given.has('reply_control') && given.text('reply_control') !== 'everyone')
    notes.push(`Who may answer: ${given.text('reply_control').replaceAll('_', ' ')}`)
  if (given.flag('enable_reply_approvals')) notes.push('Answers are shown once they are approved')
  if (given.has('allowlisted_country_codes')) {
    const codes = given.text('allowlisted_country_codes').split(',')
    if (!codes.every((code) => /^[A-Z]{2}$/.test(code)))
      invalid('Param allowlisted_country_codes must be a list of ISO 3166-1 alpha-2 codes')
    notes.push(`Shown in ${codes.join(', ')} only`)
  }
  if (given.has('location_id')) notes.push(`At place ${given.text('location_id')}`)
  if (given.flag('crossreshare_to_ig')) notes.push('Shared to Instagram as well')
  return notes
}

/** A ghost post takes spoilers in its words, and nothing else. */
const notBesideGhosts = [
  'reply_to_id',
  'quote_post_id',
  'poll_attachment',
  'link_attachment',
  'text_attachment',
  'gif_attachment',
  'topic_tag',
  'reply_control',
  'enable_reply_approvals',
  'allowlisted_country_codes',
]

function isSpoiler(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { entity_type: type, offset, length } = value
  return (
    typeof type === 'string' &&
    type.toUpperCase() === 'SPOILER' &&
    Number.isInteger(offset) &&
    Number.isInteger(length)
  )
}

function objectIn(given: Given, name: string): JsonObject {
  const value = parseJson(given.text(name))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return invalid(`Param ${name} must be a JSON object`)
  return value
}
