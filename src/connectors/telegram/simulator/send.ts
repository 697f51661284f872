import type { SimReply } from '../../../sandbox/simulator.js'
import { sendMediaGroup } from './albums.js'
import { aboutMessage, chatToPost, longest, plural } from './composing.js'
import { goesPublic, type Call, type Method } from './call.js'
import type { Chat } from './chats.js'
import type { FileKind } from './files.js'
import { readWords } from './formatting.js'
import { isGiven, readFile } from './input-file.js'
import { takeRoom } from './limits.js'
import { keepMessage, presentMessage, type NewMessage } from './messages.js'
import { readPoll } from './polls.js'
import { ok, refuse } from './replies.js'

const sending = (handle: Method['handle']): Method => ({
  operation: (given, world) => (goesPublic(given, world) ? 'publish' : 'upload'),
  handle,
})

export const sendMethods: Record<string, Method> = {
  sendmessage: sending(sendMessage),
  sendphoto: sending((call) => sendFile(call, 'photo')),
  sendvideo: sending((call) => sendFile(call, 'video')),
  sendanimation: sending((call) => sendFile(call, 'animation')),
  senddocument: sending((call) => sendFile(call, 'document')),
  sendmediagroup: sending(sendMediaGroup),
  sendpoll: sending(sendPoll),
  sendchataction: { operation: 'other', handle: sendChatAction },
}

function sendMessage(call: Call): SimReply {
  const words = readWords(call.given, 'text')
  if (words.text === '') return refuse(400, 'message text is empty')
  const chat = chatToPost(call, 'text messages')
  if (words.text.length > longest.text) return refuse(400, 'message is too long')
  const linkPreview = call.given.object('link_preview_options', 'link preview options') ?? null
  return sent(call, chat, { ...words, linkPreview })
}

async function sendFile(call: Call, kind: FileKind): Promise<SimReply> {
  const words = readWords(call.given, 'caption')
  if (!isGiven(call, kind)) return refuse(400, `there is no ${kind} in the request`)
  const chat = chatToPost(call, plural[kind])
  if (words.text.length > longest.caption) return refuse(400, 'message caption is too long')
  const file = await readFile(call, kind)
  return sent(call, chat, {
    ...words,
    fileId: file.id,
    isCaptionAbove: call.given.flag('show_caption_above_media'),
    hasSpoiler: call.given.flag('has_spoiler'),
  })
}

function sendPoll(call: Call): SimReply {
  const poll = readPoll(call)
  const chat = chatToPost(call, 'polls')
  if (chat.type === 'channel' && !poll.isAnonymous)
    return refuse(400, "non-anonymous polls can't be sent to channel chats")
  return sent(call, chat, { poll, text: poll.question })
}

function sendChatAction(call: Call): SimReply {
  chatToPost(call, 'text messages')
  return ok(true)
}

function sent(call: Call, chat: Chat, content: Partial<NewMessage>): SimReply {
  const about = aboutMessage(call, chat)
  takeRoom(chat, call.bot.id, 1, call.world)
  return ok(presentMessage(keepMessage({ ...about, ...content }, call.world), call.world))
}
