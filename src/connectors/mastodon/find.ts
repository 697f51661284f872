import type { Json, JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { objectOf } from '../values.js'
import { seenBy } from './visibility.js'
import { parentIdOf } from './options.js'
import { plainTextOf } from './plain-text.js'
import type { Plan } from './prepare.js'

const mostPages = 10

/**
 * Looks through the account's statuses, newest first, back to a minute before the attempt. Media ids are proof;
 * without media the text, the parent and the time have to agree. Where the ids are not known (the database was put
 * back), so has to be how many there are, and a status of media alone is like any other. Reads are consistent: a
 * status is there the moment it was made.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const since = attempt.startedAt.getTime() - 60_000
  let isLike = false
  let before: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await ctx.http({
      method: 'GET',
      url: `https://${String(ctx.data['domain'])}/api/v1/accounts/${String(ctx.data['accountId'])}/statuses`,
      query: { limit: '40', exclude_reblogs: 'true', max_id: before },
      headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
    })
    if (reply.status !== 200 || !Array.isArray(reply.json))
      return { kind: 'cannotTell', reason: `The instance answered ${String(reply.status)}` }
    const statuses = reply.json.map(objectOf)
    for (const status of statuses) {
      const [id, createdAt] = [String(status['id']), new Date(String(status['created_at']))]
      if (createdAt.getTime() < since || attempt.claimed.has(id)) continue
      if (!isOurs(status, item, attempt.plan)) continue
      const url = typeof status['url'] === 'string' ? status['url'] : null
      if (attempt.plan !== null || item.media.length === 0 || item.text !== '')
        return { kind: 'found', remoteId: id, url, createdAt, data: seenBy(status) }
      isLike = true
    }
    const last = statuses.at(-1)
    if (last === undefined || Date.parse(String(last['created_at'])) < since)
      return isLike
        ? { kind: 'cannotTell', reason: 'A status of media alone is there, and may be this one' }
        : { kind: 'absent' }
    before = String(last['id'])
  }
  return { kind: 'cannotTell', reason: 'There are too many statuses since' }
}

function isOurs(status: JsonObject, item: RenderedItem, plan: Json): boolean {
  if ((status['in_reply_to_id'] ?? null) !== parentIdOf(item)) return false
  const { mediaIds } = (plan ?? { mediaIds: [] }) as Plan
  const ids = mediaIdsOf(status['media_attachments'])
  if (mediaIds.length > 0) return ids.some((id) => mediaIds.includes(id))
  return ids.length === item.media.length && sameText(String(status['content'] ?? ''), item.text)
}

function mediaIdsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map((each) => String(objectOf(each)['id'])) : []
}

/** The instance shows text as HTML, and mentions without their domain; compared is what is left without tags, entities and white space. */
function sameText(content: string, text: string): boolean {
  return plain(plainTextOf(content)) === plain(text)
}

function plain(text: string): string {
  return text.replace(/@([\w.-]*\w)@[\w-]+(\.[\w-]+)+/g, '@$1').replace(/\s+/g, '')
}
