import type { Tx } from '../store/database.js'
import { insertPost } from '../store/new-post.js'
import { loadPostingContext } from '../store/posting-context.js'
import { findPost } from '../store/posts.js'
import { ApiError } from '../../contract/errors.js'
import { isAllowed, refuseRestricted } from './allowed-platforms.js'
import { assessPost } from './assess-post.js'
import { warningOf } from './check-post.js'
import { lanesOf, newPost } from './create-post.js'
import { noSuchPost, type PostsCaller, type PostsDeps } from './deps.js'
import { presentPost, type PostReply } from './present-post.js'
import { presentPostEvent } from './present-post-event.js'
import { mediaIdsOf } from './read-content.js'

/** A new draft that says the same to the same accounts, as far as they are still connected and allowed, and the files still there. */
export async function clonePost(
  deps: Pick<PostsDeps, 'connectors' | 'links'>,
  tx: Tx,
  caller: PostsCaller,
  id: string,
): Promise<PostReply> {
  const source = await findPost(tx, caller, id)
  if (source === null) throw noSuchPost(id)
  const ids = source.targets.map((target) => target.accountId)
  const context = await loadPostingContext(tx, caller, {
    accountIds: ids,
    platforms: [],
    mediaIds: mediaIdsOf(source),
  })
  const connected = ids.flatMap((accountId) =>
    context.accounts.filter((account) => account.id === accountId && account.status !== 'disconnected'),
  )
  const accounts = connected.filter(({ platform }) => isAllowed(caller, platform))
  if (accounts.length === 0) refuseRestricted(caller, connected)
  if (accounts.length === 0)
    throw new ApiError('ACCOUNT_NOT_FOUND', 'No account of this post is connected any more.', {
      field: 'accountIds',
    })
  const there = (mediaId: string): boolean => context.files.some((file) => file.id === mediaId)
  const content = {
    content: source.content,
    contentType: source.contentType,
    media: source.media.filter((item) => there(item.id)),
    overrides: Object.fromEntries(
      Object.entries(source.overrides).map(([platform, own]) => [
        platform,
        own.media === undefined ? own : { ...own, media: own.media.filter(there) },
      ]),
    ),
    platformMetadata: source.platformMetadata,
    threadPosts: source.threadPosts.map((part) =>
      part.media === undefined ? part : { ...part, media: part.media.filter((item) => there(item.id)) },
    ),
    firstComment: source.firstComment,
    firstCommentDelay: source.firstCommentDelay,
    tags: source.tags,
    metadata: source.metadata,
    personaId: source.personaId,
  }
  // Rules may have changed since, and are asked again when the draft is to go out.
  const assessed = assessPost(deps.connectors, content, accounts, context.files)
  const post = newPost(caller, {
    content,
    scheduledFor: null,
    keptAsDraft: false,
    accounts,
    files: context.files,
    warnings: [...assessed.errors.map(warningOf), ...assessed.warnings],
    now: context.now,
  })
  await insertPost(tx, {
    post,
    mode: caller.mode,
    createdBy: caller.userId,
    audit: null,
    lanes: lanesOf(post, accounts),
    events: ['post.created'],
    eventData: presentPostEvent(post, 1),
    idempotency: null,
  })
  return presentPost(deps.links, post)
}
