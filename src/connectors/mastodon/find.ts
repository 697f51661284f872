import type { Json } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { objectOf } from '../values.js'
import type { Plan } from './prepare.js'

/**
 * Looks through the newest statuses of the account. Media ids are proof; without media the text, the parent and
 * the time have to agree. Reads are consistent: a status is there the moment it was made.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const domain = String(ctx.data['domain'])
  const headers = { authorization: `Bearer ${ctx.tokens.accessToken}` }
  const reply = await ctx.http({
    method: 'GET',
    url: `https://${domain}/api/v1/accounts/${String(ctx.data['accountId'])}/statuses`,
    query: { limit: '40', exclude_reblogs: 'true' },
    headers,
  })
  if (reply.status !== 200 || !Array.isArray(reply.json))
    return { kind: 'cannotTell', reason: `The instance answered ${String(reply.status)}` }
  const parent = item.previous.at(-1)?.remoteId ?? null
  const mediaIds = ((attempt.plan ?? { mediaIds: [] }) as Plan).mediaIds
  for (const each of reply.json) {
    const status = objectOf(each)
    const createdAt = new Date(String(status['created_at']))
    if (attempt.claimed.has(String(status['id']))) continue
    if (createdAt.getTime() < attempt.startedAt.getTime() - 60_000) continue
    if ((status['in_reply_to_id'] ?? null) !== parent) continue
    const isOurs =
      mediaIds.length > 0
        ? mediaIdsOf(status['media_attachments']).some((id) => mediaIds.includes(id))
        : sameText(String(status['content'] ?? ''), item.text)
    if (isOurs)
      return {
        kind: 'found',
        remoteId: String(status['id']),
        url: typeof status['url'] === 'string' ? status['url'] : null,
        createdAt,
      }
  }
  return { kind: 'absent' }
}

function mediaIdsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map((each) => String(objectOf(each)['id'])) : []
}

/** The instance shows text as HTML; compared is what is left without tags, entities and white space. */
function sameText(content: string, text: string): boolean {
  const plain = content
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(amp|lt|gt|quot|#39|apos);/g,
      (_whole, name: string) =>
        ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'" })[name] ?? '',
    )
  return plain.replace(/\s+/g, '') === text.replace(/\s+/g, '')
}
