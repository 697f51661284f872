import { ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, SimRoute } from '../../../sandbox/simulator.js'
import type { Business } from './businesses.js'
import { api, objectIn, ownNumber, type Call } from './call.js'
import { groupsOf } from './group-table.js'
import { judgeFile } from './judge-file.js'
import { findMedia, keepMedia } from './media.js'
import { keepMessage, type Message } from './message-table.js'
import { fateOf, isWindowOpen, relationOf, waIdOf, wordsOfFate } from './people.js'
import { reach, takeRoom } from './rates.js'
import { readMessage, type Wanted, type WantedMedia } from './read-message.js'
import { invalid, refuse } from './replies.js'
import { isFair } from './subscriptions.js'
import { tellStatuses } from './statuses.js'
import { findTemplate, type Template } from './template-table.js'
import { fill } from './template-text.js'

const scope = 'whatsapp_business_messaging'

export const sendRoutes: readonly SimRoute[] = [
  api({ method: 'POST', path: '/:id/messages', operation: 'publish', scope }, (call) => send(call)),
  api({ method: 'POST', path: '/:id/marketing_messages', operation: 'publish', scope }, (call) =>
    send(call, { isMarketing: true }),
  ),
]

type Fate = Message['fate']

/** Accepts a message, or throws. What was accepted may still fail: that is told by webhook alone. */
async function send(call: Call, { isMarketing = false } = {}): Promise<SimReply> {
  const business = ownNumber(call)
  const { world, request } = call
  checkNumber(business)
  const wanted = readMessage(objectIn(request.json), { isMarketing })
  const to = wanted.isGroup ? groupId(wanted.to, business, call) : personId(wanted.to)
  if (to === business.phone) refuse(131_021, 'Recipient phone number cannot be sender phone number.')
  const template = wanted.template === null ? null : templateFor(wanted.template, business, call, isMarketing)
  const filled =
    template === null || wanted.template === null ? null : fill(template, wanted.template.components)
  const header = filled?.header ?? null
  const media = header === null ? wanted.media : mediaOfHeader(header)
  takeRoom(business, to, world)
  const file = media === null ? null : await fileFor(media, business, call)
  const message = keepMessage(
    {
      phoneId: business.phoneId,
      accountId: request.accountId,
      input: wanted.to,
      to,
      isGroup: wanted.isGroup,
      type: wanted.type,
      text: filled?.text ?? wanted.text,
      media: file?.id === undefined ? [] : [file.id],
      template: template === null ? null : { name: template.name, category: template.category },
      isInWindow: wanted.isGroup || isWindowOpen(business.phoneId, to, world),
      answers: wanted.answers,
      token: wanted.token,
      fate: file?.fate ?? doomOf(request) ?? (wanted.isGroup ? null : fateFor(to, template, business, call)),
    },
    business,
    world,
  )
  tellStatuses(message, business, world)
  if (marks.get(request) === 'denied') refuse(131_000, 'Something went wrong.')
  const status = business.kind === 'held' ? 'held_for_quality_assessment' : 'accepted'
  return ok({
    messaging_product: 'whatsapp',
    contacts: [{ input: wanted.to, wa_id: to }],
    messages: [{ id: message.id, ...(template === null ? {} : { message_status: status }) }],
  })
}

function checkNumber({ isLocked, kind }: Business): void {
  if (isLocked || kind === 'banned') refuse(131_031, 'Business account has been locked.')
  if (kind === 'restricted')
    refuse(368, 'The business account is temporarily blocked for a policy violation.')
  if (kind === 'pending' || kind === 'unverified')
    refuse(131_045, 'Message failed to send due to a phone number registration error.')
}

function personId(input: string): string {
  return waIdOf(input) ?? refuse(131_009, `to: ${input.slice(0, 40)} is not a phone number.`)
}

function groupId(id: string, { phoneId }: Business, { world }: Call): string {
  return groupsOf(phoneId, world).get(id)?.id ?? refuse(131_009, 'to: there is no such group.')
}

function templateFor(
  { name, language }: NonNullable<Wanted['template']>,
  { wabaId }: Business,
  { world }: Call,
  isMarketing: boolean,
): Template {
  const template = findTemplate(wabaId, name, language, world)
  switch (template?.status) {
    case 'APPROVED':
      if (isMarketing && template.category !== 'MARKETING')
        return invalid('Only templates of the category MARKETING can be sent with this call.')
      return template
    case 'PAUSED':
      return refuse(132_015, `Template (${name}) is paused.`)
    case 'DISABLED':
      return refuse(132_016, `Template (${name}) is disabled.`)
    default:
      return refuse(132_001, `template name (${name}) does not exist in ${language}`)
  }
}

function mediaOfHeader({ kind, media }: NonNullable<ReturnType<typeof fill>['header']>): WantedMedia {
  const word = (name: string): string | null => (typeof media[name] === 'string' ? media[name] : null)
  const [id, link] = [word('id'), word('link')]
  if ((id === null) === (link === null)) return refuse(131_008, `header: ${kind} needs an id or a link.`)
  return { type: kind, id, link, filename: word('filename') }
}

/** The file itself, or what will be told of it later. */
async function fileFor(
  { type, id, link }: WantedMedia,
  { phoneId }: Business,
  { world }: Call,
): Promise<{ id?: string; fate: Fate }> {
  const failed = (details: string): { fate: Fate } => ({ fate: { code: 131_053, details } })
  if (id !== null) {
    const file = findMedia(id, phoneId, world)
    if (file === undefined)
      return refuse(131_009, `Media object ${id.slice(0, 40)} does not exist, or has expired.`)
    return file.type === type
      ? { id, fate: null }
      : failed(`Media of type ${file.mime} cannot be sent as ${type}.`)
  }
  if (link === null || !isFair(link, world))
    return failed('Downloading media from weblink failed: it is not https.')
  const answer = await world.fetch(link).catch(() => undefined)
  if (answer?.status !== 200)
    return failed(`Downloading media from weblink failed with http code ${String(answer?.status ?? 0)}`)
  const mime = answer.contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const judged = await judgeFile(answer.bytes, mime)
  if ('problem' in judged) return failed(judged.problem)
  if (judged.type !== type) return failed(`Media of type ${mime} cannot be sent as ${type}.`)
  return { id: keepMedia({ ...judged, mime, phoneId }, answer.bytes, world).id, fate: null }
}

function fateFor(waId: string, template: Template | null, business: Business, { world }: Call): Fate {
  const fated = (code: number): Fate => ({ code, details: wordsOfFate(code) })
  const code = fateOf(waId)
  if (code !== null) return fated(code)
  const { phoneId } = business
  const isOpen = isWindowOpen(phoneId, waId, world)
  if (template === null) return isOpen ? null : fated(131_047)
  if (template.category === 'MARKETING' && relationOf(phoneId, waId, world).isOptedOut) return fated(131_050)
  return isOpen || reach(business, waId, world) ? null : fated(131_048)
}

/** What a fault does to the message of this very call: it fails later, or goes out behind an answer that denies it. */
const marks = new WeakMap<SimRequest, { doom: number } | 'denied'>()

export function mark(request: SimRequest, what: { doom: number } | 'denied'): void {
  marks.set(request, what)
}

function doomOf(request: SimRequest): Fate {
  const mark = marks.get(request)
  if (mark === undefined || mark === 'denied') return null
  return { code: mark.doom, details: wordsOfFate(mark.doom) }
}
