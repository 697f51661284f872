import type { LostAttempt, Look, PublishContext, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import type { Plan } from './prepare.js'

/** Looks through the newest posts of the account: media ids are proof, else text and time have to agree. */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const reply = await ctx.http({
    method: 'GET',
    url: 'https://api.template.example/v1/posts',
    query: { limit: '50' },
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
  })
  const posts = objectOf(reply.json)['posts']
  if (reply.status !== 200 || !Array.isArray(posts))
    return { kind: 'cannotTell', reason: `Template answered ${String(reply.status)}` }
  const { mediaIds } = (attempt.plan ?? { mediaIds: [] }) as Plan
  for (const each of posts) {
    const post = objectOf(each)
    const createdAt = new Date(String(post['createdAt']))
    if (createdAt.getTime() < attempt.startedAt.getTime() - 60_000) continue
    const media = Array.isArray(post['media']) ? post['media'].map(String) : []
    const isOurs =
      mediaIds.length > 0 ? mediaIds.some((id) => media.includes(id)) : post['text'] === item.text
    const remoteId = textOf(post['id'])
    if (isOurs && remoteId !== null) return { kind: 'found', remoteId, url: textOf(post['url']), createdAt }
  }
  return { kind: 'absent' }
}
