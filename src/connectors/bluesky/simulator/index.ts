import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimReply, SimRequest, SimRoute, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { blobMethods } from './blobs.js'
import { roleOf } from './hosts.js'
import { identityMethods, identityRoutes } from './identity.js'
import { routeOf, withLimits, type Method } from './method.js'
import { asPublic, publicPosts } from './present-post.js'
import { findRecord, postCollection } from './records.js'
import { expired, failure, invalid, limited } from './replies.js'
import { repoMethods } from './repo.js'
import { revokeAccess, sessionMethods } from './sessions.js'
import { allUsers, connectAnswers, createUser, userOf } from './users.js'
import { dailyVideos, failJob, failNextJob, videoMethods } from './video.js'
import { viewMethods } from './views.js'

const methods: readonly Method[] = [
  ...sessionMethods,
  ...identityMethods,
  ...blobMethods,
  ...repoMethods,
  ...viewMethods,
  ...videoMethods,
]

const routes: readonly SimRoute[] = [
  ...methods.map(routeOf),
  ...identityRoutes,
  {
    method: 'GET',
    host: 'bsky.app',
    path: '/profile/:actor/post/:rkey',
    operation: 'page',
    handle: publicPage,
  },
  portraitRoute(
    { host: 'cdn.bsky.app', path: '/img/avatar/plain/:did/face@jpeg' },
    ({ did = '' }, world) => userOf(did, world)?.displayName,
  ),
]

/**
 * Bluesky and the servers around it: any host is a PDS, bsky.social passes on to its own, and the views, the video
 * service, the directory and the web pages have the hosts they have. Signing in is by app password.
 */
export const simulator: Simulator = {
  slug: 'bluesky',
  name: 'Bluesky',
  routes,
  unknownPath,
  fault(fault, request, settings, world) {
    const reply = faultReply(fault, request, settings.retryAfter, world)
    return reply === undefined || reply === 'as usual' ? reply : withLimits(reply, world)
  },
  createUser,
  connectAnswers,
  posts: publicPosts,
  users: allUsers,
}

function unknownPath(request: SimRequest): SimReply {
  const method = methods.find(({ nsid }) => request.path === `/xrpc/${nsid}`)
  if (method !== undefined) {
    const expected = method.kind === 'query' ? 'GET' : 'POST'
    return failure(405, 'InvalidRequest', `Incorrect HTTP method (${request.method}) expected ${expected}`)
  }
  if (request.path.startsWith('/xrpc/')) return failure(501, 'MethodNotImplemented', 'Method Not Implemented')
  return {
    status: 404,
    body: `Cannot ${request.method} ${request.path}`,
    headers: { 'content-type': 'text/plain' },
  }
}

function publicPage(request: SimRequest, world: SimWorld): SimReply {
  const user = userOf(request.params['actor'] ?? '', world)
  const rkey = request.params['rkey'] ?? ''
  const record = user === undefined ? undefined : findRecord(user.id, postCollection, rkey, world)
  if (user === undefined || record === undefined)
    return { status: 404, body: 'Post not found', headers: { 'content-type': 'text/plain' } }
  return world.postPage(asPublic(record, world), user, 'Bluesky')
}

function faultReply(
  fault: Parameters<Simulator['fault']>[0],
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  const now = world.now().getTime()
  const isVideo = roleOf(request.host) === 'video'
  const isWrite = request.path.endsWith('Record') || request.path.endsWith('applyWrites')
  const isLogin = request.path.endsWith('createSession')
  const isUpload = request.path.endsWith('uploadBlob')
  const isSignedIn = /^Bearer /i.test(request.headers['authorization'] ?? '')
  switch (fault) {
    case 'server_error':
      return failure(500, 'InternalServerError', 'Internal Server Error')
    case 'rate_limited':
      return limited({
        limit: 3_000,
        windowSeconds: 300,
        remaining: 0,
        resetAtMs: now + (retryAfter ?? 300) * 1_000,
      })
    case 'quota_exceeded': {
      // A day's writing, signing in and uploading are counted; reading is not.
      if (request.path.endsWith('uploadVideo')) return dailyVideos()
      const limit = isUpload ? 1_000 : isLogin ? 300 : isWrite && request.method === 'POST' ? 35_000 : null
      if (limit === null) return undefined
      const resetAtMs = now + (retryAfter ?? 86_400) * 1_000
      return limited({ limit, windowSeconds: 86_400, remaining: 0, resetAtMs })
    }
    case 'content_rejected':
      return invalid(
        'Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text',
      )
    case 'media_rejected':
      if (isWrite)
        return invalid(
          'Invalid app.bsky.feed.post record: blob too big (maximum 1000000, got 1000001) at $.record.embed.images[0].image',
        )
      // A video that was taken ends in processing, or well.
      return request.method === 'POST'
        ? failure(413, 'PayloadTooLarge', 'request entity too large')
        : undefined
    case 'token_expired':
      if (!isSignedIn) return undefined
      return isVideo ? failure(401, 'JwtExpired', 'jwt expired') : expired()
    case 'token_revoked':
      // The video service is shown a token of a moment, which nobody takes back.
      if (isVideo || (!isSignedIn && !isLogin)) return undefined
      // The person took the app password away: nothing that came from it works again.
      revokeAccess(request, world)
      return isLogin
        ? failure(401, 'AuthenticationRequired', 'Invalid identifier or password')
        : expired('Token has been revoked')
    case 'processing_failed':
      if (!isVideo) return undefined
      if (request.path.endsWith('uploadVideo')) return failNextJob(request, world)
      return failJob(request.query.get('jobId') ?? '', world) ? 'as usual' : undefined
    case 'duplicate':
      // Only an rkey can be taken, and only by other content; the same text twice is two posts.
      return request.path.endsWith('putRecord')
        ? failure(
            400,
            'InvalidSwap',
            'Record was at bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a',
          )
        : undefined
  }
}
