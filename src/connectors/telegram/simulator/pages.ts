import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { findChat, type Chat } from './chats.js'
import { allMessages, fileOf, findMessage, type Message } from './messages.js'

/** The web pages of messages. Real ones of private chats open for members alone. */
export const pageRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    host: 't.me',
    path: '/c/:number/:id',
    operation: 'page',
    handle: (request, world) =>
      show(findChat(`-100${request.params['number'] ?? ''}`, world), request, world),
  },
  {
    method: 'GET',
    host: 't.me',
    path: '/:username/:id',
    operation: 'page',
    handle: (request, world) => show(findChat(`@${request.params['username'] ?? ''}`, world), request, world),
  },
]

function show(chat: Chat | undefined, request: SimRequest, world: SimWorld): SimReply {
  const message = findMessage(chat?.id ?? '', Number(request.params['id']), world)
  if (chat === undefined || message === undefined)
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Post not found' }
  const { albumId } = message
  const whole = albumId === null ? [message] : allMessages(world).filter((each) => each.albumId === albumId)
  const user = { id: chat.id, username: chat.username ?? chat.title, displayName: chat.title }
  return world.postPage(asPost(whole, chat, world), user, 'Telegram')
}

/** An album is one post to whoever reads it: its words are the caption, its number that of the first. */
function asPost(album: readonly Message[], chat: Chat, world: SimWorld): SimPost {
  const [first] = album
  if (first === undefined) throw new Error('an album has messages')
  const files = album.map((message) => fileOf(message, world)).filter((file) => file !== undefined)
  return {
    accountId: first.accountId,
    userId: chat.id,
    remoteId: String(first.id),
    url: urlOf(chat, first.id),
    text: album.find(({ text }) => text !== '')?.text ?? '',
    media: files.map(({ id, kind, width, height, bytes }) => ({
      kind: kind === 'photo' ? 'image' : kind === 'animation' ? 'gif' : kind,
      altText: null,
      width: width === 0 ? null : width,
      height: height === 0 ? null : height,
      bytes,
      file: id,
    })),
    parentId: first.replyToId === null ? null : String(first.replyToId),
    createdAt: first.createdAt,
    ...(first.poll === null ? {} : { poll: first.poll.options }),
    notes: notesOf(album),
  }
}

function notesOf(album: readonly Message[]): string[] {
  const said: [string, (message: Message) => boolean][] = [
    ['Hidden until it is touched', ({ hasSpoiler }) => hasSpoiler],
    ['The words stand above', ({ isCaptionAbove }) => isCaptionAbove],
    ['Cannot be forwarded or saved', ({ isProtected }) => isProtected],
    ['Forwarded', ({ forwardedFrom }) => forwardedFrom !== null],
    ['Edited', ({ editedAt }) => editedAt !== null],
  ]
  return said.filter(([, holds]) => album.some(holds)).map(([note]) => note)
}

/** Messages of basic groups and of chats with one person have no address. */
function urlOf(chat: Chat, id: number): string | null {
  if (chat.username !== null) return `https://t.me/${chat.username}/${String(id)}`
  return !chat.id.startsWith('-100') ? null : `https://t.me/c/${chat.id.replace(/^-100/, '')}/${String(id)}`
}

/** What bots wrote where somebody reads it. */
export function publicPosts(world: SimWorld): SimPost[] {
  const groups = new Map<string, Message[]>()
  for (const message of allMessages(world)) {
    const key = message.albumId ?? `${message.chatId}/${String(message.id)}`
    groups.set(key, [...(groups.get(key) ?? []), message])
  }
  return [...groups.values()].flatMap((album) => {
    const chat = findChat(album[0]?.chatId ?? '', world)
    return chat?.holds !== 'posts' || album[0]?.botId === null ? [] : [asPost(album, chat, world)]
  })
}
