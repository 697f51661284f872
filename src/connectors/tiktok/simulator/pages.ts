import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { allJobs, isPublic, publishedAt, statusOf, type Job } from './jobs.js'
import { findByName, findUser } from './people.js'
import { shareUrlOf, textOf, videosOf } from './videos.js'
import type { File } from './files.js'

export const pageRoutes: readonly SimRoute[] = [
  ...(['video', 'photo'] as const).map((kind): SimRoute => ({
    method: 'GET',
    host: 'www.tiktok.com',
    path: `/@:user/${kind}/:id`,
    operation: 'page',
    handle: (request, world) => show(request, kind, world),
  })),
  portraitRoute(
    { host: 'p16-sign.tiktokcdn-us.com', path: '/avatar/:file' },
    ({ file = '' }, world) => findUser(file.replace(/\.jpeg$/, ''), world)?.displayName,
  ),
]

function show({ params }: SimRequest, kind: Job['kind'], world: SimWorld): SimReply {
  const user = findByName(params['user'] ?? '', world)
  const video =
    user === undefined
      ? undefined
      : videosOf(user, world).find((each) => each.id === params['id'] && each.kind === kind)
  if (user === undefined || video === undefined)
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Video currently unavailable' }
  const post: SimPost = {
    accountId: null,
    userId: user.id,
    remoteId: video.id,
    url: shareUrlOf(video, user),
    text: video.text,
    media: mediaOf(video.files),
    parentId: null,
    createdAt: video.createdAt.toISOString(),
    notes: video.notes,
  }
  return world.postPage(post, user, 'TikTok')
}

function mediaOf(files: readonly File[]): SimPost['media'] {
  return files.map(({ id, kind, width, height, bytes }) => ({
    kind,
    altText: null,
    width,
    height,
    bytes,
    file: id,
  }))
}

/** What is out, whoever may see it; drafts wait in an inbox and are not. */
export function publicPosts(world: SimWorld): SimPost[] {
  return allJobs(world)
    .filter((job) => statusOf(job, world) === 'PUBLISH_COMPLETE')
    .map((job) => asPost(job, world))
}

function asPost(job: Job, world: SimWorld): SimPost {
  const user = findUser(job.userId, world)
  const video = { id: job.postId ?? '', kind: job.kind }
  const isSeen = isPublic(job, world) && user !== undefined
  return {
    accountId: job.accountId,
    userId: job.userId,
    remoteId: isSeen ? video.id : job.id,
    url: isSeen ? shareUrlOf(video, user) : null,
    text: textOf(job),
    media: mediaOf(job.files),
    parentId: null,
    createdAt: new Date(publishedAt(job)).toISOString(),
    notes: [`Who can see it: ${job.privacy ?? ''}`, ...job.notes],
  }
}
