import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { assetsOf, type Asset } from './assets.js'
import { allUsers, findByName, findUser, type User } from './people.js'
import { allPosts, findPost, isGone, reviewOf, type Post } from './post-table.js'

const host = 'www.snapchat.com'

export const pageRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/spotlight/:id', operation: 'page', handle: showSpotlight },
  { method: 'GET', host, path: '/@:user/spotlight/:id', operation: 'page', handle: showSpotlight },
  { method: 'GET', host, path: '/add/:user', operation: 'page', handle: showProfile },
  portraitRoute(
    { host: 'cf-st.sc-cdn.net', path: '/:id/:size' },
    ({ id = '' }, world) => findUser(id, world)?.displayName,
  ),
]

const nothing = (words: string): SimReply => ({
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: words,
})

function showSpotlight({ params }: SimRequest, world: SimWorld): SimReply {
  const id = params['id'] ?? ''
  const found = ownSpotlight(id, world) ?? pastSpotlight(id, world)
  const isTheirs = params['user'] === undefined || params['user'] === found?.user.username
  return found === undefined || !isTheirs
    ? nothing('This content was not found.')
    : world.postPage(found.post, found.user, 'Snapchat')
}

type Shown = { post: SimPost; user: User }

function ownSpotlight(id: string, world: SimWorld): Shown | undefined {
  const post = findPost(id, world)
  const user = findUser(post?.profileId ?? '', world)
  if (post?.kind !== 'spotlight' || user === undefined || reviewOf(post, world) === 'REJECTED')
    return undefined
  return { post: asPost(post, world), user }
}

function pastSpotlight(id: string, world: SimWorld): Shown | undefined {
  for (const user of allUsers(world)) {
    const asset = assetsOf(user, world, 'spotlight').find((each) => each.id === id)
    if (asset !== undefined && asset.planted !== null) return { post: shown(asset, user, world), user }
  }
  return undefined
}

/** A profile opens with what is newest; stories have no page of their own. */
function showProfile({ params }: SimRequest, world: SimWorld): SimReply {
  const user = findByName(params['user'] ?? '', world)
  if (user === undefined || !user.hasProfile) return nothing('This content was not found.')
  const newest = assetsOf(user, world).find(({ review }) => review !== 'REJECTED')
  if (newest === undefined) return nothing(`${user.displayName} shows nothing now.`)
  return world.postPage(shown(newest, user, world), user, 'Snapchat')
}

/** Of the planted past there are words alone. */
function shown(asset: Asset, user: User, world: SimWorld): SimPost {
  const post = findPost(asset.id, world)
  if (post !== undefined) return asPost(post, world)
  const { id, text, createdAt } = asset
  const url = urlOf(asset, user)
  return { accountId: null, userId: user.id, remoteId: id, url, text, media: [], parentId: null, createdAt }
}

function urlOf({ kind, id }: Pick<Asset, 'kind' | 'id'>, { username }: User): string {
  return kind === 'spotlight' ? `https://${host}/spotlight/${id}` : `https://${host}/add/${username}`
}

/** What has been out, stories that are gone among it. What a review refused is not. */
export function publicPosts(world: SimWorld): SimPost[] {
  return allPosts(world)
    .filter((post) => post.kind !== 'spotlight' || reviewOf(post, world) !== 'REJECTED')
    .map((post) => asPost(post, world))
}

function asPost(post: Post, world: SimWorld): SimPost {
  const user = findUser(post.profileId, world)
  const { facts } = post
  return {
    accountId: post.accountId,
    userId: post.profileId,
    remoteId: post.id,
    url: user === undefined ? null : urlOf(post, user),
    text: post.text,
    media: [
      {
        kind: post.mediaType === 'IMAGE' ? 'image' : 'video',
        altText: null,
        width: facts?.width ?? null,
        height: facts?.height ?? null,
        bytes: facts?.bytes ?? 0,
        file: post.mediaId,
      },
    ],
    parentId: null,
    createdAt: post.createdAt,
    notes: notesOf(post, world),
  }
}

function notesOf(post: Post, world: SimWorld): string[] {
  switch (post.kind) {
    case 'story':
      return [isGone(post, world) ? 'Story, gone' : `Story until ${post.expiresAt ?? ''}`]
    case 'saved_story':
      return ['Saved Story']
    case 'spotlight':
      return [
        `Spotlight, ${reviewOf(post, world)}`,
        `Language: ${post.locale ?? ''}`,
        ...(post.savesToProfile ? [] : ['Not saved to the profile']),
      ]
  }
}
