import { portrait } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { logoOf } from './location-media.js'
import { accountsOf, allUsers, findUser, locationsOf, type Location } from './people.js'
import { allPosts, findById, findPost, isOut, type Post } from './post-table.js'
import { pageHost, photoHost, urlOf } from './present-post.js'

export const pageRoutes: readonly SimRoute[] = [
  { method: 'GET', host: pageHost, path: '/place', operation: 'page', handle: show },
  { method: 'GET', host: photoHost, path: '/p/:photo', operation: 'page', handle: photo },
]

/** What is being reviewed, was rejected or waits for its time does not open. */
function show({ query }: SimRequest, world: SimWorld): SimReply {
  const id = query.get('lpsid') ?? ''
  const post = findById(id, world) ?? pastPost(id, world)
  const user = findUser(post?.location.userId ?? '', world)
  if (post === undefined || user === undefined || !isOut(post, world))
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'This post is not available.' }
  const place = { ...user, displayName: post.location.title }
  return world.postPage(asPublic(post), place, 'Google')
}

function pastPost(id: string, world: SimWorld): Post | undefined {
  for (const location of allLocations(world)) {
    const found = findPost(location, id, world)
    if (found !== undefined) return found
  }
  return undefined
}

const allLocations = (world: SimWorld): Location[] =>
  allUsers(world).flatMap((user) => accountsOf(user, world).flatMap((account) => locationsOf(account, world)))

/** Of posts; a location's own is its logo alone. */
function photo({ params }: SimRequest, world: SimWorld): SimReply {
  const bytes = world.keptFile(params['photo'] ?? '')
  const type = bytes[0] === 0xff ? 'image/jpeg' : 'image/png'
  if (bytes.length > 0) return { status: 200, headers: { 'content-type': type }, body: bytes }
  const place = allLocations(world).find((location) => logoOf(location) === params['photo'])
  if (place !== undefined) return portrait(place.title)
  return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'There is no such picture.' }
}

/** Oldest first. */
export function publicPosts(world: SimWorld): SimPost[] {
  return allPosts(world)
    .filter((post) => isOut(post, world))
    .map(asPublic)
}

function asPublic(post: Post): SimPost {
  const { id, location, forAccount, given, photos, createdAt } = post
  return {
    accountId: forAccount,
    userId: location.userId,
    remoteId: `accounts/${location.accountId}/locations/${location.id}/localPosts/${id}`,
    url: urlOf(post),
    text: given.summary ?? '',
    media: photos.map(({ id: file, description, width, height, bytes }) => ({
      kind: 'image',
      altText: description,
      width,
      height,
      bytes,
      file,
    })),
    parentId: null,
    createdAt,
    notes: notesOf(post),
  }
}

function notesOf({ location, given: { topicType, event, offer, callToAction: button } }: Post): string[] {
  const { startDate, startTime, endDate, endTime } = event?.schedule ?? {}
  const said: [boolean, string][] = [
    [true, `Posted by ${location.title}`],
    [topicType === 'EVENT', `Event: ${event?.title ?? ''}`],
    [topicType === 'OFFER', `Offer: ${event?.title ?? ''}`],
    [
      event !== undefined,
      `From ${day(startDate)} ${hour(startTime)} to ${day(endDate)} ${hour(endTime)}, local time`,
    ],
    [offer?.couponCode !== undefined, `Code: ${offer?.couponCode ?? ''}`],
    [offer?.redeemOnlineUrl !== undefined, `Redeem online: ${offer?.redeemOnlineUrl ?? ''}`],
    [offer?.termsConditions !== undefined, `Terms: ${offer?.termsConditions ?? ''}`],
    [button !== undefined, `Button: ${[button?.actionType, button?.url].filter(Boolean).join(' ')}`],
    [event?.recurrenceInfo !== undefined, 'Repeats'],
  ]
  return said.filter(([isSo]) => isSo).map(([, note]) => note)
}

const two = (number = 0): string => String(number).padStart(2, '0')

function day(date?: {
  year?: number | undefined
  month?: number | undefined
  day?: number | undefined
}): string {
  return [date?.year ?? 0, two(date?.month), two(date?.day)].join('-')
}

function hour(time?: { hours?: number | undefined; minutes?: number | undefined }): string {
  return `${two(time?.hours)}:${two(time?.minutes)}`
}
