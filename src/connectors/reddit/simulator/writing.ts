import type { SimReply } from '../../../sandbox/simulator.js'
import { isYes, type Call, type Endpoint } from './endpoint.js'
import { judgeBodyWords, mayWrite, tooLong } from './judge.js'
import {
  findComment,
  findPost,
  keepComment,
  keepPost,
  nextId,
  type Comment,
  type Post,
} from './post-table.js'
import { commentThing, postThing } from './present-post.js'
import { apiError, done, failure, ok, refuse } from './replies.js'
import { findSubreddit } from './subreddits.js'

export const writingEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/api/comment', operation: 'publish', scope: 'submit', handle: comment },
  { method: 'POST', path: '/api/del', operation: 'other', scope: 'edit', handle: remove },
  { method: 'POST', path: '/api/editusertext', operation: 'other', scope: 'edit', handle: edit },
  { method: 'POST', path: '/r/:sr/api/selectflair', operation: 'other', scope: 'flair', handle: selectFlair },
  { method: 'POST', path: '/api/marknsfw', operation: 'other', scope: 'edit', handle: markNsfw },
]

const mostComment = 10_000
const mostText = 40_000
/** Six months. */
const replyableMs = 182 * 86_400_000

const field = ({ request }: Call, name: string): string => request.form?.get(name) ?? ''

function comment(call: Call): SimReply {
  const { request, user, world } = call
  mayWrite(call)
  const parent = field(call, 'thing_id')
  const post = parentOf(parent, call)
  const body = field(call, 'text').trim()
  if (body === '') return apiError('NO_TEXT', 'we need something here', 'text')
  if ([...body].length > mostComment) tooLong(mostComment, 'text')
  const now = world.now()
  const made = keepComment(
    {
      id: nextId(now, world),
      userId: user.id,
      accountId: request.accountId,
      subreddit: post.subreddit,
      postId: post.id,
      parent,
      body,
      createdAt: now.toISOString(),
      editedAt: null,
      isDeleted: false,
    },
    world,
  )
  const { kind, data } = commentThing(made, user.id, world)
  return done({ things: [{ kind, data }] })
}

/** The post that a comment on this is a comment of. */
function parentOf(parent: string, { user, world }: Call): Post {
  const above = parent.startsWith('t1_') ? findComment(parent.slice(3), world) : undefined
  const post = findPost(above?.postId ?? parent.replace(/^t3_/, ''), user.id, world)
  if (post === undefined || (above === undefined && !parent.startsWith('t3_')))
    return refuse(apiError('NO_THING_ID', 'id not specified', 'parent'))
  if (above?.isDeleted === true)
    refuse(apiError('DELETED_COMMENT', 'that comment has been deleted', 'parent'))
  if (post.removedBy === 'deleted')
    refuse(apiError('DELETED_LINK', 'the link you are commenting on has been deleted', 'parent'))
  if (Date.parse(above?.createdAt ?? post.createdAt) + replyableMs < world.now().getTime())
    refuse(apiError('TOO_OLD', "that's a piece of history now; it's too late to reply to it", 'parent'))
  return post
}

const ownPost = (call: Call, name: string): Post | undefined => {
  const id = field(call, name)
  const post = id.startsWith('t3_') ? findPost(id.slice(3), call.user.id, call.world) : undefined
  return post?.userId === call.user.id && post.planted === null ? post : undefined
}

const ownComment = (call: Call, name: string): Comment | undefined => {
  const id = field(call, name)
  const found = id.startsWith('t1_') ? findComment(id.slice(3), call.world) : undefined
  return found?.userId === call.user.id ? found : undefined
}

/** Answers the same whatever happened. */
function remove(call: Call): SimReply {
  const post = ownPost(call, 'id')
  if (post !== undefined) keepPost({ ...post, removedBy: 'deleted' }, call.world)
  const written = ownComment(call, 'id')
  if (written !== undefined) keepComment({ ...written, isDeleted: true }, call.world)
  return ok({})
}

/** The words of a text post or of a comment; titles, links and files stay as they are. */
function edit(call: Call): SimReply {
  const { user, world } = call
  const text = field(call, 'text').trim()
  const editedAt = world.now().toISOString()
  const written = ownComment(call, 'thing_id')
  if (written !== undefined) {
    if (text === '') return apiError('NO_TEXT', 'we need something here', 'text')
    if ([...text].length > mostComment) tooLong(mostComment, 'text')
    const { kind, data } = commentThing(
      keepComment({ ...written, body: text, editedAt }, world),
      user.id,
      world,
    )
    return done({ things: [{ kind, data }] })
  }
  const post = ownPost(call, 'thing_id')
  if (post === undefined) return apiError('NO_THING_ID', 'id not specified', 'thing_id')
  if (post.kind !== 'self') return apiError('placeholder', "This post can't be edited", 'text')
  if ([...text].length > mostText) tooLong(mostText, 'text')
  const rules = findSubreddit(post.subreddit, world)?.requirements
  if (rules !== undefined && isYes(field(call, 'validate_on_submit'))) judgeBodyWords(text, rules)
  const { kind, data } = postThing(keepPost({ ...post, text, editedAt }, world), user.id, world)
  return done({ things: [{ kind, data }] })
}

function selectFlair(call: Call): SimReply {
  const post = ownPost(call, 'link')
  if (post === undefined) return failure(403)
  const wanted = field(call, 'flair_template_id')
  const template = findSubreddit(post.subreddit, call.world)?.flairs?.find(
    ({ id, isModOnly }) => id === wanted && !isModOnly,
  )
  if (template === undefined)
    return apiError('BAD_FLAIR_TEMPLATE_ID', 'invalid flair template id', 'flair_template_id')
  const text = field(call, 'text')
  const flair = { id: template.id, text: template.isEditable && text !== '' ? text : template.text }
  keepPost({ ...post, flair }, call.world)
  return ok({ jquery: [], success: true })
}

function markNsfw(call: Call): SimReply {
  const post = ownPost(call, 'id')
  if (post === undefined) return failure(403)
  keepPost({ ...post, over18: true }, call.world)
  return ok({})
}
