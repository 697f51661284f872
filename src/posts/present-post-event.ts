import type { JsonObject } from '../kit/json.js'
import type { PostRecord } from '../store/posts.js'
import { presentTargetError } from './present-post.js'

/**
 * `data` of every post event: enumerations in upper case, where REST has them in lower case. `sequence` rises with
 * each event of the post, so that receivers can order what arrives in any order. Addresses are the networks' own; the
 * sandbox's are put in their place when the event is sent or read.
 */
export function presentPostEvent(post: PostRecord, sequence: number): JsonObject {
  return {
    id: post.id,
    postId: post.id,
    workspaceId: post.workspaceId,
    sequence,
    run: post.run,
    content: post.content,
    status: post.status.toUpperCase(),
    scheduledFor: post.scheduledFor?.toISOString() ?? null,
    publishedAt: post.publishedAt?.toISOString() ?? null,
    createdAt: post.createdAt.toISOString(),
    metadata: post.metadata,
    platforms: post.targets.map((target) => {
      const error = target.status === 'failed' ? presentTargetError(target.error) : null
      return {
        postPlatformId: target.id,
        id: target.id,
        accountId: target.accountId,
        platform: target.platform.toUpperCase(),
        status: target.status.toUpperCase(),
        platformPostId: target.remoteId,
        platformPostUrl: target.url,
        publishedAt: target.publishedAt?.toISOString() ?? null,
        retryCount: target.retryCount,
        error: error as JsonObject | null,
        warnings: target.warnings,
      }
    }),
  }
}
