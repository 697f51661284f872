import { html, page } from '../../../kit/html.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { changeChat, findChat, keepChat, membershipOf, setMembership, type Chat } from './chats.js'
import { keepMessage } from './messages.js'
import { superId } from './people.js'
import { announce } from './updates.js'

const actions = {
  post: 'Write a message',
  upgrade: 'Upgrade the group to a supergroup',
  restrict: 'Take the bot’s right to write',
  kick: 'Throw the bot out',
  leave: 'Remove the bot',
  delete: 'Delete the chat',
  restore: 'Put everything back',
}
type Action = keyof typeof actions

/** What the owner of a chat does in the app: `action` is one of those above, `text` the words of a message. */
export const appRoutes: readonly SimRoute[] = [
  { method: 'GET', host: 'web.telegram.org', path: '/chats/:id', operation: 'page', handle: show },
  { method: 'POST', host: 'web.telegram.org', path: '/chats/:id', operation: 'page', handle: act },
]

const missing: SimReply = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'No such chat' }

function show(request: SimRequest, world: SimWorld): SimReply {
  const chat = findChat(request.params['id'] ?? '', world)
  if (chat === undefined) return missing
  const offered = Object.entries(actions).filter(([action]) => action !== 'upgrade' || chat.type === 'group')
  const buttons = offered.map(
    ([action, label]) => html`<button name="action" value="${action}">${label}</button>`,
  )
  const body = html`<p class="soft">Telegram · sandbox</p>
    <h1>${chat.title}</h1>
    <p>${chat.type}; the bot is ${membershipOf(chat.id, chat.botId, world).status}.</p>
    <form method="post">
      <label>Message<input name="text" value="Written by hand" /></label>
      ${buttons}
    </form>`
  return { status: 200, body: page(chat.title, body).text }
}

function act(request: SimRequest, world: SimWorld): SimReply {
  const chat = findChat(request.params['id'] ?? '', world)
  if (chat === undefined) return missing
  const action = request.form?.get('action') ?? ''
  if (!(action in actions))
    return { status: 400, headers: { 'content-type': 'text/plain' }, body: 'No such action' }
  change(chat, action as Action, request.form?.get('text') ?? '', world)
  const now = findChat(chat.migratedTo ?? chat.id, world) ?? chat
  return { status: 303, headers: { location: world.localUrl(`https://web.telegram.org/chats/${now.id}`) } }
}

function change(chat: Chat, action: Action, text: string, world: SimWorld): void {
  const { rights } = membershipOf(chat.id, chat.botId, world)
  const become = (status: Parameters<typeof setMembership>[2]['status'], kept = rights): void => {
    setMembership(chat.id, chat.botId, { status, rights: kept }, world)
  }
  switch (action) {
    case 'post':
      announce(keepMessage({ chatId: chat.id, botId: null, text }, world), world)
      return
    case 'upgrade':
      upgrade(chat, world)
      return
    case 'restrict':
      if (chat.type === 'channel')
        become(
          'administrator',
          rights.filter((each) => each !== 'can_post_messages'),
        )
      else become('restricted')
      return
    case 'kick':
      become('kicked')
      return
    case 'leave':
      become('left')
      return
    case 'delete':
      changeChat(chat.id, { isDeleted: true }, world)
      return
    case 'restore':
      changeChat(chat.id, { isDeleted: false }, world)
      become(chat.type === 'private' ? 'member' : 'administrator', [
        ...new Set([...rights, 'can_post_messages']),
      ])
  }
}

/** The group ends, and a supergroup with another number and the same people goes on. */
function upgrade(chat: Chat, world: SimWorld): void {
  if (chat.type !== 'group' || chat.migratedTo !== null) return
  const id = superId(20_000_000_000 - Number(chat.id))
  const { title, holds, botId } = chat
  keepChat({ id, type: 'supergroup', title, username: null, holds }, botId, world)
  setMembership(id, botId, membershipOf(chat.id, botId, world), world)
  changeChat(chat.id, { migratedTo: id }, world)
}
