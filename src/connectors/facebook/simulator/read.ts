import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { answerNode, api, readsPage, requireScope, type Call, type PageCall } from './call.js'
import { commentNode, dropComment, findComment, keepComment } from './comments-table.js'
import { Node } from './fields.js'
import { isIdentity, operationOfIdentity, readIdentity } from './identity.js'
import { answerList } from './list.js'
import { dropPhoto, findPhoto, photoNode } from './photos.js'
import { postNode } from './post-node.js'
import {
  dropPost,
  findPost,
  isArchived,
  keepPost,
  permalinkOf,
  postsOf,
  storiesOf,
  type Post,
} from './posts.js'
import { noSuchObject, success } from './replies.js'
import { checkMessage } from './text-rules.js'
import { videoNode } from './video-node.js'
import { dropVideo, findVideo, keepVideo, videosOf, type Video } from './video-table.js'

const operation = 'find'
const lists = (edge: string, handle: (call: PageCall) => SimReply): SimRoute[] =>
  api({ method: 'GET', path: `/:id/${edge}`, operation }, readsPage(handle))

export const readRoutes: readonly SimRoute[] = [
  ...['published_posts', 'posts', 'feed'].flatMap((edge) => lists(edge, listPosts)),
  ...lists('videos', (call) => listVideos(call, 'video')),
  ...lists('video_reels', (call) => listVideos(call, 'reel')),
  ...lists('stories', listStories),
  ...api({ method: 'GET', path: '/:id', operation: operationOfNode }, readNode),
  ...api({ method: 'POST', path: '/:id', operation: 'other' }, edit),
  ...api({ method: 'DELETE', path: '/:id', operation: 'other' }, remove),
]

/** A film is asked after while it is worked on; a post's counts are numbers. */
function operationOfNode(request: SimRequest, world: SimWorld): Operation {
  const id = request.params['id'] ?? ''
  if (isIdentity(id, world)) return operationOfIdentity(request)
  if (findVideo(id, world) !== undefined) return 'status'
  return /(^|,)(shares|reactions|comments|likes)\b/.test(request.query.get('fields') ?? '')
    ? 'metrics'
    : 'find'
}

/** Reels are not in the feed; they have a list of their own. */
function listPosts(call: PageCall): SimReply {
  const [since, until] = times(call)
  const found = postsOf(call.page.id, call.world).filter(
    ({ kind, createdAt }) =>
      kind !== 'reel' && Date.parse(createdAt) >= since && Date.parse(createdAt) <= until,
  )
  return answerList(call, found, { keyOf: ({ id }) => id, nodeOf: (post) => postNode(post, call) })
}

function times({ given }: Call): [since: number, until: number] {
  return [given.time('since') ?? 0, given.time('until') ?? Infinity]
}

function listVideos(call: PageCall, kind: Video['kind']): SimReply {
  const [since, until] = times(call)
  const found = videosOf(call.page.id, kind, call.world).filter(({ liveAt }) => {
    const at = Date.parse(liveAt ?? '')
    return at >= since && at <= until
  })
  return answerList(call, found, { keyOf: ({ id }) => id, nodeOf: (video) => videoNode(video, call.world) })
}

/** Those of the last day are published, older ones archived. */
function listStories(call: PageCall): SimReply {
  const { given, world } = call
  const [since, until] = times(call)
  const asked = given.has('status')
    ? given
        .text('status')
        .replace(/[[\]"\s]/g, '')
        .toUpperCase()
        .split(',')
    : ['PUBLISHED', 'ARCHIVED']
  const found = storiesOf(call.page.id, world).filter((story) => {
    const at = Math.floor(Date.parse(story.createdAt) / 1_000) * 1_000
    return at >= since && at <= until && asked.includes(storyStatus(story, world))
  })
  return answerList(call, found, { keyOf: ({ id }) => id, nodeOf: (story) => storyNode(story, world) })
}

const storyStatus = (story: Post, world: SimWorld): 'PUBLISHED' | 'ARCHIVED' =>
  isArchived(story, world) ? 'ARCHIVED' : 'PUBLISHED'

function storyNode(story: Post, world: SimWorld): Node {
  const fields = {
    post_id: story.id,
    status: storyStatus(story, world),
    creation_time: String(Math.floor(Date.parse(story.createdAt) / 1_000)),
    media_type: story.videoId === null ? 'photo' : 'video',
    media_id: story.videoId ?? story.photoIds[0],
    url: permalinkOf(story),
  }
  return new Node('Stories', fields, Object.keys(fields))
}

/** A person, a page, or something on the page whose token asks. */
function readNode(call: Call): SimReply {
  const identity = readIdentity(call)
  if (identity !== undefined) return identity
  const { id, token, request, world } = call
  const [owner, node] = nodeOf(call)
  if (node === undefined || owner !== token.pageId) return noSuchObject(request.method, id)
  requireScope(token, 'pages_read_engagement')
  const post = findPost(id, world)
  return answerNode(post?.kind === 'story' ? storyNode(post, world) : node, call)
}

function nodeOf(call: Call): [owner: string, node: Node] | [undefined, undefined] {
  const { id, world } = call
  const post = findPost(id, world)
  if (post !== undefined) return [post.pageId, postNode(post, call)]
  const photo = findPhoto(id, world)
  if (photo !== undefined) return [photo.pageId, photoNode(photo, world)]
  const video = findVideo(id, world)
  if (video !== undefined) return [video.pageId, videoNode(video, world)]
  const comment = findComment(id, world)
  return comment === undefined ? [undefined, undefined] : [comment.pageId, commentNode(comment, world)]
}

/** Words alone, and only of what this app made. */
function edit(call: Call): SimReply {
  const { id, token, given, request, world } = call
  mayManage(call)
  const post = findPost(id, world)
  const video = findVideo(id, world)
  const comment = findComment(id, world)
  const message = given.text(video === undefined ? 'message' : 'description')
  checkMessage(message)
  if (post !== undefined && post.pageId === token.pageId && post.kind !== 'story') {
    if (post.appId !== token.appId) refuse(200, '(#200) The app can edit the posts that it has made only')
    if (message === '') invalid('The parameter message is required')
    keepPost({ ...post, message }, world)
  } else if (video !== undefined && video.pageId === token.pageId) {
    keepVideo({ ...video, description: message, title: given.text('name') || video.title }, world)
    const shown = video.postId === null ? undefined : findPost(video.postId, world)
    if (shown !== undefined) keepPost({ ...shown, message }, world)
  } else if (comment !== undefined && comment.pageId === token.pageId) {
    keepComment({ ...comment, message }, world)
  } else noSuchObject(request.method, id)
  return success()
}

function remove(call: Call): SimReply {
  const { id, token, request, world } = call
  mayManage(call)
  const [post, photo, video, comment] = [
    findPost(id, world),
    findPhoto(id, world),
    findVideo(id, world),
    findComment(id, world),
  ]
  const found = post ?? photo ?? video ?? comment
  if (found === undefined || found.pageId !== token.pageId) return noSuchObject(request.method, id)
  if (post !== undefined) dropPost(post, world)
  else if (photo !== undefined) dropPhoto(photo, world)
  else if (video !== undefined) dropVideo(video, world)
  else if (comment !== undefined) dropComment(comment, world)
  return success()
}

function mayManage({ token }: Call): void {
  const scope = 'pages_manage_posts'
  if (token.pageId === null || !token.scopes.includes(scope))
    refuse(200, `(#200) Requires ${scope} permission with a page token`)
}
