import type { SimReply } from '../../../sandbox/simulator.js'
import type { Call, Method } from './call.js'
import { chatFor, membershipOf, type Chat } from './chats.js'
import { readWords } from './formatting.js'
import { changeMessage, dropMessage, fileOf, findMessage, presentMessage, type Message } from './messages.js'
import { isClosed, presentPoll } from './polls.js'
import { ok, refuse } from './replies.js'
import { longest } from './composing.js'

export const editMethods: Record<string, Method> = {
  editmessagetext: { operation: 'other', handle: (call) => editWords(call, 'text') },
  editmessagecaption: { operation: 'other', handle: (call) => editWords(call, 'caption') },
  editmessagereplymarkup: {
    // Without a keyboard nothing is changed: it asks whether the message is there and one's own.
    operation: (given) => (given.text('reply_markup') === '' ? 'find' : 'other'),
    handle: (call) => {
      const { message } = messageToEdit(call)
      return call.given.text('reply_markup') === '' ? notModified() : ok(presentMessage(message, call.world))
    },
  },
  stoppoll: { operation: 'other', handle: stopPoll },
  deletemessage: {
    operation: 'other',
    handle(call) {
      const chat = chatNamed(call)
      const message = findMessage(chat.id, call.given.integer('message_id') ?? 0, call.world)
      if (message === undefined) return refuse(400, 'message to delete not found')
      if (!mayDelete(message, chat, call)) return refuse(400, "message can't be deleted")
      dropMessage(message, call.world)
      return ok(true)
    },
  },
  deletemessages: { operation: 'other', handle: deleteSeveral },
}

const chatNamed = ({ given, bot, world }: Call): Chat =>
  chatFor(given.text('chat_id'), bot.id, 'write', world)

function messageToEdit(call: Call): { chat: Chat; message: Message } {
  const chat = chatNamed(call)
  const message = findMessage(chat.id, call.given.integer('message_id') ?? 0, call.world)
  if (message === undefined) return refuse(400, 'message to edit not found')
  // In a channel every administrator with the right to edit may; elsewhere only the author.
  const { rights } = membershipOf(chat.id, call.bot.id, call.world)
  const isOwn = message.botId === call.bot.id && message.forwardedFrom === null
  if (!isOwn && !(chat.type === 'channel' && rights.includes('can_edit_messages')))
    return refuse(400, "message can't be edited")
  return { chat, message }
}

function editWords(call: Call, name: 'text' | 'caption'): SimReply {
  const { given, world } = call
  const { message } = messageToEdit(call)
  const isFile = fileOf(message, world) !== undefined
  if (name === 'text' && (isFile || message.poll !== null))
    return refuse(400, 'there is no text in the message to edit')
  if (name === 'caption' && !isFile) return refuse(400, 'there is no caption in the message to edit')
  const words = readWords(given, name)
  if (name === 'text' && words.text === '') return refuse(400, 'message text is empty')
  if (words.text.length > longest[name])
    return refuse(400, name === 'text' ? 'message is too long' : 'MEDIA_CAPTION_TOO_LONG')
  if (words.text === message.text && JSON.stringify(words.entities) === JSON.stringify(message.entities))
    return notModified()
  return ok(
    presentMessage(changeMessage(message, { ...words, editedAt: world.now().toISOString() }, world), world),
  )
}

function notModified(): never {
  return refuse(
    400,
    'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
  )
}

function stopPoll(call: Call): SimReply {
  const { message } = messageToEdit(call)
  const { poll } = message
  if (poll === null) return refuse(400, 'message with poll to stop not found')
  if (isClosed(poll, call.world)) return refuse(400, 'poll has already been closed')
  const stopped = { ...poll, isStopped: true }
  changeMessage(message, { poll: stopped }, call.world)
  return ok(presentPoll(stopped, call.world))
}

const twoDaysMs = 48 * 3_600_000

/** One's own for 48 hours, in a channel while one may post; others' and older ones with the right to delete. */
function mayDelete(message: Message, chat: Chat, { bot, world }: Call): boolean {
  const { rights } = membershipOf(chat.id, bot.id, world)
  if (rights.includes('can_delete_messages')) return true
  const isYoung = world.now().getTime() - Date.parse(message.createdAt) < twoDaysMs
  const mayPost = chat.type !== 'channel' || rights.includes('can_post_messages')
  return message.botId === bot.id && isYoung && mayPost
}

function deleteSeveral(call: Call): SimReply {
  const chat = chatNamed(call)
  const ids = call.given.json('message_ids', 'message identifiers')
  if (!Array.isArray(ids) || ids.length === 0) return refuse(400, 'message identifiers are not specified')
  if (ids.length > 100) return refuse(400, 'too many message identifiers specified')
  // Those that are not there are passed over.
  const found = ids
    .map((id) => findMessage(chat.id, Number(id), call.world))
    .filter((message) => message !== undefined)
  if (found.some((message) => !mayDelete(message, chat, call))) return refuse(400, "message can't be deleted")
  for (const message of found) dropMessage(message, call.world)
  return ok(true)
}
