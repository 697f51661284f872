import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import { asId, nextIn, dataIn } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { textOf } from '../values.js'
import { read } from './api.js'
import type { Page } from './page.js'

export type Story = { postId: string; mediaId: string | null; url: string | null; createdAt: Date }

/** The stories of a page since a time; the answer where there is no list in it. */
export async function storiesSince(
  since: Date,
  page: Page,
  ctx: Pick<ConnectContext, 'app' | 'http'>,
): Promise<Story[] | PlatformReply> {
  const stories: Story[] = []
  let after: string | undefined
  for (;;) {
    const reply = await read(ctx, page.token, `${page.id}/stories`, {
      fields: 'post_id,status,creation_time,media_type,media_id,url',
      since: String(Math.floor(since.getTime() / 1_000)),
      limit: '100',
      after,
    })
    const listed = dataIn(reply)
    if (listed === null) return reply
    stories.push(...listed.flatMap(storyIn))
    after = nextIn(reply) ?? undefined
    if (after === undefined || listed.length === 0) return stories
  }
}

function storyIn(story: JsonObject): Story[] {
  const postId = asId(story['post_id'])
  if (postId === null) return []
  return [
    {
      postId,
      mediaId: asId(story['media_id']),
      url: textOf(story['url']),
      createdAt: new Date(Number(story['creation_time']) * 1_000),
    },
  ]
}

/** Where a story can be seen, when the list does not tell. README.md, "Unverified". */
export function storyUrl(postId: string): string {
  return `https://www.facebook.com/stories/${postId}`
}
