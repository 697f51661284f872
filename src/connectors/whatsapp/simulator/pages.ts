import { html, page } from '../../../kit/html.js'
import { pageHeaders } from '../../../sandbox/pages.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { allUsers, businessByPhone } from './businesses.js'
import { groupsOf } from './group-table.js'
import { mediaShown } from './media.js'
import { allMessages, findMessage, happened, messagesTo, type Message } from './message-table.js'
import { waIdOf } from './people.js'
import { receive } from './receive.js'

const host = 'web.whatsapp.com'

/** Messages have no address there: these pages are what a recipient's telephone shows. */
export const pageRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/chats/:number', operation: 'page', handle: chats },
  { method: 'POST', host, path: '/chats/:number', operation: 'page', handle: write },
  { method: 'GET', host, path: '/messages/:id', operation: 'page', handle: show },
]

const notFound: SimReply = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'No such message' }

function chats(request: SimRequest, world: SimWorld): SimReply {
  const number = request.params['number'] ?? ''
  const waId = waIdOf(number) ?? number
  const received = messagesTo(waId, world).filter(({ fate }) => fate === null)
  const lines = received.map((message) => {
    const name = businessByPhone(message.phoneId, world)?.displayName ?? message.phoneId
    const at = world.localUrl(`https://${host}/messages/${encodeURIComponent(message.id)}`)
    const words = message.text === '' ? `(${message.type})` : message.text
    return html`<li><a href="${at}">${name}</a>: ${words} <small>${stateOf(message, world)}</small></li>`
  })
  const businesses = allUsers(world).map(
    ({ id, displayName }) => html`<option value="${id}">${displayName}</option>`,
  )
  const body = html`<p class="soft">WhatsApp · sandbox</p>
    <h1>+${waId}</h1>
    ${
      lines.length === 0
        ? html`<p class="soft">Nothing has come yet.</p>`
        : html`<ul>
            ${lines}
          </ul>`
    }
    <form method="post">
      <label
        >To<select name="to">
          ${businesses}
        </select></label
      >
      <label>Message<input name="text" value="Hello" /></label>
      <button>Write</button>
    </form>`
  return { status: 200, headers: pageHeaders, body: page(`+${waId}`, body).text }
}

function write(request: SimRequest, world: SimWorld): SimReply {
  const number = request.params['number'] ?? ''
  const to = request.form?.get('to') ?? ''
  const isPossible = waIdOf(number) !== null && businessByPhone(to, world) !== undefined
  if (!isPossible) return { status: 400, headers: { 'content-type': 'text/plain' }, body: 'No such number' }
  receive({ to, from: number, text: request.form?.get('text') ?? '' }, world)
  return {
    status: 303,
    headers: { location: world.localUrl(`https://${host}/chats/${encodeURIComponent(number)}`) },
  }
}

function stateOf(message: Message, world: SimWorld): string {
  return happened(message, world).at(-1)?.status ?? 'accepted'
}

function show(request: SimRequest, world: SimWorld): SimReply {
  const message = findMessage(request.params['id'] ?? '', world)
  const business = message === undefined ? undefined : businessByPhone(message.phoneId, world)
  if (message === undefined || business === undefined || message.fate !== null) return notFound
  const user = { id: business.phoneId, username: business.username, displayName: business.displayName }
  return world.postPage(asPost(message, world), user, 'WhatsApp')
}

function asPost(message: Message, world: SimWorld): SimPost {
  const files = message.media.flatMap((id) => mediaShown(id, world) ?? [])
  const group = message.isGroup ? groupsOf(message.phoneId, world).get(message.to) : undefined
  return {
    accountId: message.accountId,
    userId: message.phoneId,
    remoteId: message.id,
    // Nobody but the recipient can see it.
    url: null,
    text: message.text,
    media: files.map(({ id, type, width, height, bytes }) => ({
      kind: type === 'video' ? 'video' : type === 'image' || type === 'sticker' ? 'image' : 'document',
      altText: null,
      width,
      height,
      bytes,
      file: id,
    })),
    parentId: message.answers,
    createdAt: message.createdAt,
    notes: [
      group === undefined ? `To +${message.to}` : `To the group ${group.subject}`,
      ...(message.template === null ? [] : [`Template ${message.template.name}`]),
      stateOf(message, world),
    ],
  }
}

/** One for each recipient, of what arrives: of a message that fails nobody sees anything. */
export function publicPosts(world: SimWorld): SimPost[] {
  return allMessages(world)
    .filter(({ fate }) => fate === null)
    .map((message) => asPost(message, world))
}
