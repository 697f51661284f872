import type { Json } from '../../../kit/json.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { limitsOf } from './instance.js'
import { isReady, type Media } from './media.js'
import {
  dropStatus,
  findStatus,
  keepStatus,
  presentStatus,
  statusesUnder,
  urlOf,
  type Status,
} from './present-status.js'
import { bodyOf, failure, ok, text } from './replies.js'
import { signedIn, type User } from './users.js'

type Remembered = { statusId: string; expiresAt: string }

const keyLivesMs = 3_600_000
/** Keys whose first request is still being answered; gone with the process, as the network's locks are. */
const locks = new WeakMap<SimWorld, Set<string>>()

export const statusRoutes: readonly SimRoute[] = [
  { method: 'POST', path: '/api/v1/statuses', operation: 'publish', dawdles: true, handle: create },
  { method: 'GET', path: '/api/v1/statuses', operation: 'metrics', handle: readSeveral },
  {
    method: 'GET',
    path: '/api/v1/statuses/:id',
    operation: 'metrics',
    handle: (request, world) =>
      withStatus(request, world, 'read:statuses', (status) => ok(presentStatus(status, world))),
  },
  {
    method: 'GET',
    path: '/api/v1/statuses/:id/source',
    operation: 'find',
    handle: (request, world) =>
      withStatus(request, world, 'read:statuses', (status) =>
        ok({ id: status.id, text: status.text, spoiler_text: status.spoilerText }),
      ),
  },
  { method: 'GET', path: '/api/v1/statuses/:id/context', operation: 'metrics', handle: context },
  { method: 'DELETE', path: '/api/v1/statuses/:id', operation: 'other', handle: remove },
  { method: 'GET', path: '/@:user/:id', operation: 'page', handle: publicPage },
]

async function create(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const who = signedIn(request, 'write:statuses', world)
  if ('reply' in who) return who.reply
  const held = locks.get(world) ?? new Set()
  locks.set(world, held)
  const key = request.headers['idempotency-key']
  const lock = `${who.user.id} ${key ?? ''}`
  if (key !== undefined && held.has(lock))
    return failure(503, 'There was a temporary problem serving your request, please try again')
  held.add(lock)
  try {
    await request.dawdle?.()
    return createLocked(request, who.user, world)
  } finally {
    held.delete(lock)
  }
}

function createLocked(request: SimRequest, user: User, world: SimWorld): SimReply {
  // The answer to a known key is the status it made, whatever the body says now.
  const key = request.headers['idempotency-key']
  const keys = world.table<Remembered>('idempotency')
  const remembered = key === undefined ? undefined : keys.get(`${user.id} ${key}`)
  const known =
    remembered !== undefined && remembered.expiresAt > world.now().toISOString()
      ? world.table<Status>('statuses').get(remembered.statusId)
      : undefined
  if (known !== undefined) return ok(presentStatus(known, world))

  const body = bodyOf(request)
  const drafted = draft(request, body, user, world)
  if ('reply' in drafted) return drafted.reply
  const status: Status = { ...drafted.status, id: nextId(world), accountId: request.accountId }
  keepStatus(status, world)
  const media = world.table<Media>('media')
  for (const id of status.mediaIds) {
    const attached = media.get(id)
    if (attached !== undefined) media.set(id, { ...attached, statusId: status.id })
  }
  if (key !== undefined)
    keys.set(`${user.id} ${key}`, {
      statusId: status.id,
      expiresAt: new Date(world.now().getTime() + keyLivesMs).toISOString(),
    })
  return ok(presentStatus(status, world))
}

function draft(
  request: SimRequest,
  body: Record<string, Json>,
  user: User,
  world: SimWorld,
): { status: Omit<Status, 'id' | 'accountId'> } | { reply: SimReply } {
  const limits = limitsOf(request.host)
  const words = text(body['status'])
  const spoilerText = text(body['spoiler_text'])
  const mediaIds = Array.isArray(body['media_ids']) ? body['media_ids'].map(text) : []
  const poll = readPoll(body['poll'], limits.pollOptions, world)
  if (poll !== null && 'reply' in poll) return poll
  if (words.trim() === '' && mediaIds.length === 0 && poll === null)
    return { reply: failure(422, "Validation failed: Text can't be blank") }
  if (countCharacters(spoilerText + words) > limits.maxCharacters) {
    return {
      reply: failure(
        422,
        `Validation failed: Text character limit of ${String(limits.maxCharacters)} exceeded`,
      ),
    }
  }
  const visibility = text(body['visibility']) || 'public'
  if (!['public', 'unlisted', 'private', 'direct'].includes(visibility))
    return { reply: failure(422, 'Validation failed: Visibility is not included in the list') }
  const replyTo = text(body['in_reply_to_id'])
  if (replyTo !== '' && world.table<Status>('statuses').get(replyTo)?.host !== request.host) {
    return { reply: failure(404, 'The post you are trying to reply to does not appear to exist.') }
  }
  if (poll !== null && mediaIds.length > 0)
    return { reply: failure(422, 'Validation failed: Media attachments cannot be combined with a poll') }
  const refused = checkMedia(mediaIds, user, limits.maxMedia, world)
  if (refused !== null) return { reply: refused }
  return {
    status: {
      userId: user.id,
      host: user.host,
      text: words,
      spoilerText,
      visibility,
      sensitive: body['sensitive'] === true || body['sensitive'] === 'true',
      language: text(body['language']) || 'en',
      inReplyToId: replyTo === '' ? null : replyTo,
      mediaIds,
      poll,
      app: 'VoxBurst',
      createdAt: world.now().toISOString(),
    },
  }
}

function checkMedia(ids: readonly string[], user: User, max: number, world: SimWorld): SimReply | null {
  if (ids.length > max) return failure(422, `Cannot attach more than ${String(max)} files`)
  const files = ids.map((id) => world.table<Media>('media').get(id))
  const missing = ids.filter(
    (_id, index) => files[index]?.userId !== user.id || files[index].statusId !== null,
  )
  if (missing.length > 0)
    return failure(422, `Media ${missing.join(', ')} not found or already attached to another post`)
  const present = files.filter((file) => file !== undefined)
  if (present.some((file) => !isReady(file, world)))
    return failure(422, 'Cannot attach files that have not finished processing. Try again in a moment!')
  if (present.length > 1 && present.some((file) => file.kind !== 'image'))
    return failure(422, 'Cannot attach a video to a post that already contains images')
  return null
}

function readPoll(
  value: Json | undefined,
  most: number,
  world: SimWorld,
): { options: string[]; expiresAt: string; multiple: boolean } | { reply: SimReply } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const options = Array.isArray(value['options']) ? value['options'].map(text) : []
  const expiresIn = Number(value['expires_in'])
  if (options.length < 2)
    return { reply: failure(422, 'Validation failed: Poll must have at least two options') }
  if (options.length > most)
    return { reply: failure(422, `Validation failed: Poll can't contain more than ${String(most)} items`) }
  if (options.some((option) => [...option].length > 50))
    return { reply: failure(422, 'Validation failed: Poll options can be up to 50 characters each') }
  if (!(expiresIn >= 300 && expiresIn <= 2_629_746))
    return { reply: failure(422, 'Validation failed: Poll duration is out of range') }
  return {
    options,
    expiresAt: new Date(world.now().getTime() + expiresIn * 1_000).toISOString(),
    multiple: value['multiple'] === true,
  }
}

/** Grapheme clusters; every http(s) address counts 23, a remote mention without its domain. */
export function countCharacters(value: string): number {
  const shortened = value
    .replace(/https?:\/\/[^\s<>"']+/gi, 'x'.repeat(23))
    .replace(/(^|[^\w/])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[a-z0-9.-]+[a-z0-9]+/gi, '$1@$2')
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(shortened)].length
}

/** Ids rise with time, as the network's do. */
function nextId(world: SimWorld): string {
  return String((BigInt(world.now().getTime()) << 16n) + BigInt(world.nextNumber('status') % 65_536))
}

function withStatus(
  request: SimRequest,
  world: SimWorld,
  scope: string,
  use: (status: Status, user: User) => SimReply,
): SimReply {
  const who = signedIn(request, scope, world)
  if ('reply' in who) return who.reply
  const status = findStatus(request.params['id'] ?? '', world)
  return status?.host === request.host ? use(status, who.user) : failure(404, 'Record not found')
}

function readSeveral(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'read:statuses', world)
  if ('reply' in who) return who.reply
  const ids = [...request.query.getAll('id[]'), ...request.query.getAll('id')].slice(0, 20)
  const found = ids.map((id) => findStatus(id, world)).filter((status) => status !== undefined)
  return ok(
    found.filter((status) => status.host === request.host).map((status) => presentStatus(status, world)),
  )
}

function context(request: SimRequest, world: SimWorld): SimReply {
  return withStatus(request, world, 'read:statuses', (status) => {
    const all = world.table<Status>('statuses')
    const ancestors: Status[] = []
    for (let above = status.inReplyToId; above !== null;) {
      const parent = all.get(above)
      if (parent === undefined) break
      ancestors.unshift(parent)
      above = parent.inReplyToId
    }
    const descendants = below(status.id, world)
    return ok({
      ancestors: ancestors.map((each) => presentStatus(each, world)),
      descendants: descendants.map((each) => presentStatus(each, world)),
    })
  })
}

/** Depth first, as the network shows a conversation. */
function below(id: string, world: SimWorld): Status[] {
  return statusesUnder(id, world).flatMap((status) => [status, ...below(status.id, world)])
}

function remove(request: SimRequest, world: SimWorld): SimReply {
  return withStatus(request, world, 'write:statuses', (status, user) => {
    if (status.userId !== user.id) return failure(404, 'Record not found')
    dropStatus(status, world)
    const shown = presentStatus(status, world)
    return ok(
      typeof shown === 'object' && shown !== null && !Array.isArray(shown)
        ? { ...shown, text: status.text }
        : shown,
    )
  })
}

function publicPage(request: SimRequest, world: SimWorld): SimReply {
  const status = findStatus(request.params['id'] ?? '', world)
  const user = status === undefined ? undefined : world.table<User>('users').get(status.userId)
  if (status?.host !== request.host || user === undefined) return failure(404, 'Record not found')
  return world.postPage(asPost(status, world), user, `Mastodon (${status.host})`)
}

function asPost(status: Status, world: SimWorld): SimPost {
  const files = status.mediaIds
    .map((id) => world.table<Media>('media').get(id))
    .filter((file) => file !== undefined)
  return {
    accountId: status.accountId,
    userId: status.userId,
    remoteId: status.id,
    url: urlOf(status, world.table<User>('users').get(status.userId)),
    text: status.text,
    media: files.map((file) => ({
      kind: file.kind,
      altText: file.description,
      width: file.width,
      height: file.height,
      bytes: file.bytes,
      file: file.id,
    })),
    parentId: status.inReplyToId,
    createdAt: status.createdAt,
    ...(status.poll === null ? {} : { poll: status.poll.options }),
    notes: [
      ...(status.spoilerText === '' ? [] : [`Content warning: ${status.spoilerText}`]),
      ...(audiences[status.visibility] ?? []),
    ],
  }
}

/** The page shows what only some would see, and says who. */
const audiences: Partial<Record<string, string[]>> = {
  private: ['Seen by followers only'],
  direct: ['Seen by who is mentioned only'],
}

export function publicPosts(world: SimWorld): SimPost[] {
  return world
    .table<Status>('statuses')
    .values()
    .map((status) => asPost(status, world))
}
