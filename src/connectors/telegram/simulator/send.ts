import type { SimReply } from '../../../sandbox/simulator.js'
import { sendMediaGroup } from './albums.js'
import { aboutMessage, chatToWrite, longest, plural } from './composing.js'
import { goesPublic, type Call, type Method } from './call.js'
import { mustMayPost, type Chat } from './chats.js'
import type { FileKind } from './files.js'
import type { Formatted } from './entities.js'
import { readWords } from './formatting.js'
import { readFile } from './input-file.js'
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
  const chat = chatToWrite(call)
  const words = readWords(call.given, 'text')
  if (words.text === '') return refuse(400, 'message text is empty')
  if (words.text.length > longest.text) return refuse(400, 'message is too long')
  mustMayPost(chat, call.bot.id, 'text messages', call.world)
  const linkPreview = call.given.object('link_preview_options', 'link preview options') ?? null
  return sent(call, chat, { ...words, linkPreview })
}

async function sendFile(call: Call, kind: FileKind): Promise<SimReply> {
  const chat = chatToWrite(call)
  const words = readCaption(call)
  mustMayPost(chat, call.bot.id, plural[kind], call.world)
  const file = await readFile(call, kind)
  return sent(call, chat, {
    ...words,
    fileId: file.id,
    isCaptionAbove: call.given.flag('show_caption_above_media'),
    hasSpoiler: call.given.flag('has_spoiler'),
  })
}

function readCaption({ given }: Call): Formatted {
  const words = readWords(given, 'caption')
  return words.text.length > longest.caption ? refuse(400, 'message caption is too long') : words
}

function sendPoll(call: Call): SimReply {
  const chat = chatToWrite(call)
  const poll = readPoll(call, chat.type === 'channel')
  mustMayPost(chat, call.bot.id, 'polls', call.world)
  return sent(call, chat, { poll, text: poll.question })
}

function sendChatAction(call: Call): SimReply {
  const chat = chatToWrite(call)
  mustMayPost(chat, call.bot.id, 'text messages', call.world)
  return ok(true)
}

function sent(call: Call, chat: Chat, content: Partial<NewMessage>): SimReply {
  const about = aboutMessage(call, chat)
  takeRoom(chat, call.bot.id, 1, call.world)
  return ok(presentMessage(keepMessage({ ...about, ...content }, call.world), call.world))
}
