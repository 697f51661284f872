import { createPostBody, updatePostBody } from '../../contract/post-body.js'
import * as contract from '../../contract/posts.js'
import { bulkBody, validateBody } from '../../contract/posts.js'
import type { Json } from '../kit/json.js'
import { placed } from '../posts/at-next-place.js'
import { bulkCreate } from '../posts/bulk-create.js'
import { cancelPost } from '../posts/cancel-post.js'
import { clonePost } from '../posts/clone-post.js'
import { createPost } from '../posts/create-post.js'
import { deletePost } from '../posts/delete-post.js'
import type { PostsDeps } from '../posts/deps.js'
import { fixTarget } from '../posts/fix-target.js'
import { getPost } from '../posts/get-post.js'
import { listPosts } from '../posts/list-posts.js'
import type { PostReply } from '../posts/present-post.js'
import { publishPost } from '../posts/publish-post.js'
import { retryPost } from '../posts/retry-post.js'
import { warnOfUnread } from '../posts/unread-fields.js'
import { unpublishPost } from '../posts/unpublish-post.js'
import { updatePost } from '../posts/update-post.js'
import { validatePost } from '../posts/validate-post.js'
import { replayOrConflict } from './idempotency.js'
import { createLinks } from './links.js'
import { outboxOf, type Parts } from './parts.js'
import { serve, serveWrite } from './serve.js'

/** What the posts room needs of the house. */
export function postsDeps(parts: Parts): PostsDeps {
  return {
    db: parts.db,
    connectors: parts.connectors,
    appOf: parts.appOf,
    wake: parts.wake,
    links: createLinks(parts),
    outbox: outboxOf(parts),
  }
}

/** What a change of a post may have made due. */
function wakes(parts: Parts, ...kinds: Parameters<Parts['wake']['due']>[0][]): () => void {
  return () => {
    for (const kind of kinds) parts.wake.due(kind)
  }
}

export const createPostRoute = serve(contract.createPost, async (parts, call): Promise<PostReply> => {
  const body = { ...call.body, unread: warnOfUnread(createPostBody, call.sent) }
  const created = await createPost(postsDeps(parts), call.caller, body, call.idempotency)
  if (created.kind === 'created') return created.post
  if (call.idempotency === null) throw new Error('A stored reply without a key')
  return call.replayed(replayOrConflict(created.stored, call.idempotency)) as Json as PostReply
})

export const getPostRoute = serve(contract.getPost, (parts, call) =>
  getPost(postsDeps(parts), call.caller, call.params.id),
)

export const listPostsRoute = serve(contract.listPosts, (parts, call) =>
  listPosts(postsDeps(parts), call.caller, call.query),
)

export const updatePostRoute = serveWrite(contract.updatePost, async (parts, call) => {
  call.afterCommit(wakes(parts, 'targets', 'deliveries', 'mails'))
  const unread = warnOfUnread(updatePostBody, call.sent)
  const body = { ...(await placed(call.tx, call.caller, call.body)), unread }
  return updatePost(postsDeps(parts), call.tx, call.caller, call.params.id, body)
})

export const deletePostRoute = serveWrite(contract.deletePost, (_parts, call) =>
  deletePost(call.tx, call.caller, call.params.id),
)

export const publishPostRoute = serveWrite(contract.publishPost, (parts, call) => {
  call.afterCommit(wakes(parts, 'targets', 'deliveries', 'mails'))
  return publishPost(postsDeps(parts), call.tx, call.caller, call.params.id)
})

export const cancelPostRoute = serveWrite(contract.cancelPost, (parts, call) => {
  call.afterCommit(wakes(parts, 'deliveries'))
  return cancelPost(postsDeps(parts), call.tx, call.caller, call.params.id)
})

export const clonePostRoute = serveWrite(contract.clonePost, (parts, call) => {
  call.afterCommit(wakes(parts, 'deliveries'))
  return clonePost(postsDeps(parts), call.tx, call.caller, call.params.id)
})

export const unpublishPostRoute = serveWrite(contract.unpublishPost, (parts, call) =>
  unpublishPost(postsDeps(parts), call.tx, call.caller, call.params.id),
)

export const retryPostRoute = serveWrite(contract.retryPost, (parts, call) => {
  call.afterCommit(wakes(parts, 'targets'))
  return retryPost(call.tx, call.caller, call.params.id)
})

export const fixPostPlatformRoute = serveWrite(contract.fixPostPlatform, (parts, call) => {
  call.afterCommit(wakes(parts, 'media', 'targets'))
  const ids = { postId: call.params.id, targetId: call.params.platformId }
  return fixTarget(postsDeps(parts), call.tx, call.caller, ids, call.body)
})

export const validatePostRoute = serve(contract.validatePost, (parts, call) =>
  validatePost(postsDeps(parts), call.caller, {
    ...call.body,
    unread: warnOfUnread(validateBody, call.sent),
  }),
)

export const bulkCreatePostsRoute = serve(contract.bulkCreatePosts, (parts, call) =>
  bulkCreate(postsDeps(parts), call.caller, {
    items: call.body.posts,
    dryRun: call.body.dryRun ?? call.body.dry_run ?? false,
    key: call.idempotency,
    unread: warnOfUnread(bulkBody, call.sent),
  }),
)

export const routes = [
  createPostRoute,
  listPostsRoute,
  validatePostRoute,
  bulkCreatePostsRoute,
  getPostRoute,
  updatePostRoute,
  deletePostRoute,
  publishPostRoute,
  cancelPostRoute,
  clonePostRoute,
  unpublishPostRoute,
  retryPostRoute,
  fixPostPlatformRoute,
]
