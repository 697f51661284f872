import { goesPublic, type Call, type Method } from './call.js'
import { chatFor, mustMayPost } from './chats.js'
import { fileOf, findMessage, keepMessage, presentMessage, type Message } from './messages.js'
import { readWords } from './formatting.js'
import { takeRoom } from './limits.js'
import { ok, refuse } from './replies.js'
import { aboutMessage, chatToPost, longest, plural } from './composing.js'

const copying = (handle: Method['handle']): Method => ({
  // Into a chat that nobody reads a message is copied to be looked at.
  operation: (given, world) => (goesPublic(given, world) ? 'publish' : 'find'),
  handle,
})

export const copyMethods: Record<string, Method> = {
  forwardmessage: copying((call) => {
    const { origin, message } = copied(call, 'forward')
    const { chatId, id } = origin
    return ok(
      presentMessage(keepMessage({ ...message, forwardedFrom: { chatId, id } }, call.world), call.world),
    )
  }),
  copymessage: copying((call) => {
    const words = call.given.text('caption') === '' ? undefined : readWords(call.given, 'caption')
    if ((words?.text.length ?? 0) > longest.caption) return refuse(400, 'message caption is too long')
    const { message } = copied(call, 'copy')
    return ok({ message_id: keepMessage({ ...message, ...words }, call.world).id })
  }),
}

function copied(call: Call, verb: 'forward' | 'copy') {
  const { given, bot, world } = call
  const from = chatFor(given.text('from_chat_id'), bot.id, 'read', world)
  const to = chatToPost(call)
  const origin = findMessage(from.id, given.integer('message_id') ?? 0, world)
  if (origin === undefined) return refuse(400, `message to ${verb} not found`)
  if (origin.isProtected) return refuse(400, `message can't be ${verb === 'copy' ? 'copied' : 'forwarded'}`)
  mustMayPost(to, bot.id, whatOf(origin, world), world)
  const { text, entities, fileId, poll, linkPreview, isCaptionAbove, hasSpoiler } = origin
  const about = aboutMessage(call, to)
  takeRoom(to, bot.id, 1, world)
  const content = { text, entities, fileId, poll, linkPreview, isCaptionAbove, hasSpoiler }
  return { origin, message: { ...about, ...content } }
}

function whatOf(message: Message, world: Call['world']): string {
  if (message.poll !== null) return 'polls'
  const file = fileOf(message, world)
  return file === undefined ? 'text messages' : plural[file.kind]
}
