import { html, page } from '../../../kit/html.js'
import { pageHeaders } from '../../../sandbox/pages.js'
import { portraitRoute } from '../../../sandbox/portrait.js'
import type {
  SimPost,
  SimReply,
  SimRequest,
  SimRoute,
  SimUser,
  SimWorld,
} from '../../../sandbox/simulator.js'
import { findAsset } from './assets.js'
import { allComments, type Comment } from './comments.js'
import { allOrganizations, allPeople, authorOf, findOrganization, findPerson } from './people.js'
import { allPosts, findPost, mediaOf, type Post } from './post-table.js'
import { webHost as host } from './replies.js'
import { organizationUrn, personUrn } from './urns.js'

const operation = 'page'
export const pageRoutes: readonly SimRoute[] = [
  ...['', '/'].flatMap((end): SimRoute[] => [
    { method: 'GET', host, path: `/feed/update/:urn${end}`, operation, handle: show },
    { method: 'GET', host, path: `/in/:name${end}`, operation, handle: showPerson },
    { method: 'GET', host, path: `/company/:name${end}`, operation, handle: showOrganization },
  ]),
  portraitRoute(
    { host: 'media.licdn.com', path: '/dms/image/:id/profile-displayphoto-shrink_100_100/0' },
    ({ id = '' }, world) => findPerson(id, world)?.displayName,
  ),
  portraitRoute(
    { host: 'media.licdn.com', path: '/dms/image/:id/company-logo_200_200/0' },
    ({ id = '' }, world) => findOrganization(id, world)?.name,
  ),
]

const nothing: SimReply = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: 'This page doesn’t exist',
}

function show(request: SimRequest, world: SimWorld): SimReply {
  const post = findPost(request.params['urn'] ?? '', world)
  const author = post === undefined ? undefined : authorOf(post.author, world)
  if (post === undefined || author === undefined || post.isBroken) return nothing
  return world.postPage(asPost(post, world), author, 'LinkedIn')
}

function showPerson(request: SimRequest, world: SimWorld): SimReply {
  const name = request.params['name']?.toLowerCase()
  const person = allPeople(world).find(({ username }) => username.toLowerCase() === name)
  return person === undefined ? nothing : profile(person, personUrn(person.id), world)
}

function showOrganization(request: SimRequest, world: SimWorld): SimReply {
  const { name = '' } = request.params
  const found = allOrganizations(world).find(({ vanityName, id }) => vanityName === name || id === name)
  const urn = organizationUrn(found?.id ?? '')
  const shown = authorOf(urn, world)
  return shown === undefined ? nothing : profile(shown, urn, world)
}

function profile({ displayName }: SimUser, urn: string, world: SimWorld): SimReply {
  const posts = publicPosts(world).filter(
    ({ userId, parentId }) => parentId === null && urn.endsWith(`:${userId ?? ''}`),
  )
  const items = posts.reverse().map(
    ({ url, text }) =>
      html`<li>
        <a href="${url === null ? '' : world.localUrl(url)}">${text.slice(0, 120) || 'A post'}</a>
      </li>`,
  )
  const body = html`<p class="soft">LinkedIn · sandbox</p>
    <h1>${displayName}</h1>
    <ul>
      ${items}
    </ul>`
  return { status: 200, headers: pageHeaders, body: page(`${displayName} on LinkedIn`, body).text }
}

function asPost(post: Post, world: SimWorld): SimPost {
  const { article, poll } = (post.content ?? {}) as {
    article?: { source: string; title: string; description?: string }
    poll?: { question: string; options: { text: string }[] }
  }
  return {
    accountId: post.accountId,
    userId: post.author.replace(/^urn:li:\w+:/, ''),
    remoteId: post.urn,
    url: `https://${host}/feed/update/${post.urn}/`,
    text: post.text,
    media: filesOf(post, world),
    parentId: null,
    createdAt: new Date(post.createdAt).toISOString(),
    ...(poll === undefined ? {} : { poll: poll.options.map(({ text }) => text) }),
    ...(article === undefined
      ? {}
      : { card: { url: article.source, title: article.title, description: article.description ?? '' } }),
    notes: [
      ...(post.visibility === 'PUBLIC' ? [] : [`Seen by ${audiences[post.visibility] ?? post.visibility}`]),
      ...(post.reshareOf === null ? [] : [`Shares ${post.reshareOf}`]),
      ...(poll === undefined ? [] : [`Poll: ${poll.question}`]),
      ...post.mentions.map((name) => `Mentions ${name}`),
    ],
  }
}

const audiences: Partial<Record<string, string>> = {
  CONNECTIONS: 'connections only',
  LOGGED_IN: 'members only',
}

function filesOf(post: Post, world: SimWorld): SimPost['media'] {
  return mediaOf(post.content).flatMap(({ id, altText = '' }) => {
    const asset = findAsset(id, world)
    if (asset === undefined) return []
    const { kind, width, height } = asset.seen
    const described = altText === '' ? null : altText
    return [{ kind, altText: described, width, height, bytes: asset.totalBytes, file: asset.urn }]
  })
}

function asReply(comment: Comment): SimPost {
  return {
    accountId: comment.accountId,
    userId: comment.actor.replace(/^urn:li:\w+:/, ''),
    remoteId: comment.urn,
    url: `https://${host}/feed/update/${comment.postUrn}/?commentUrn=${encodeURIComponent(comment.urn)}`,
    text: comment.text,
    media: [],
    parentId: comment.parent ?? comment.postUrn,
    createdAt: new Date(comment.createdAt).toISOString(),
  }
}

/** What came through us: posts, and comments after them. */
export function publicPosts(world: SimWorld): SimPost[] {
  const posts = allPosts(world).filter((post) => !post.isElsewhere && !post.isBroken)
  return [...posts.map((post) => asPost(post, world)), ...allComments(world).map(asReply)]
}
