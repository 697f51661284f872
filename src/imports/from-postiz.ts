import type { Registry } from '../connectors/registry.js'
import type { Json, JsonObject } from '../kit/json.js'
import { isEmpty, isObject, jsonIn, listOf, rowOfMoved, textIn, utcIn, type MovedPost } from './moved-rows.js'
import { Unreadable, type SourceRow } from './source.js'

type Option = MovedPost['options'][number]

/**
 * Posts of Postiz, as the command in docs/migration.md writes them: `{posts, integrations}`, rows of its tables Post and
 * Integration. Its API lists neither files nor what follows a post, and knows a window of days only.
 * Source: libraries/nestjs-libraries/src/database/prisma/schema.prisma and posts.repository.ts of gitroomhq/postiz-app.
 */
export function fromPostiz(connectors: Registry, value: unknown): SourceRow[] {
  if (!isObject(value) || !Array.isArray(value['posts']) || !Array.isArray(value['integrations']))
    throw new Unreadable(
      'The file is no export of Postiz: it has to hold {"posts": […], "integrations": […]}. The guide to moving in has the command that writes it.',
    )
  const posts = listOf(value['posts']).filter((post) => textIn(post['deletedAt']) === null)
  const integrations = new Map(listOf(value['integrations']).map((each) => [textIn(each['id']), each]))
  const following = new Map(
    posts.flatMap((post) => {
      const parent = textIn(post['parentPostId'])
      return parent === null ? [] : [[parent, post] as const]
    }),
  )
  const roots = posts.filter((post) => textIn(post['parentPostId']) === null)
  return roots
    .flatMap((root) => movedPosts(root, following, integrations.get(textIn(root['integrationId'])) ?? {}))
    .map((post, index) => rowOfMoved(connectors, post, index + 1))
}

const states: Record<string, MovedPost['status']> = {
  QUEUE: 'scheduled',
  PUBLISHED: 'published',
  ERROR: 'failed',
  DRAFT: 'draft',
}

function movedPosts(
  root: JsonObject,
  following: ReadonlyMap<string, JsonObject>,
  integration: JsonObject,
): MovedPost[] {
  const id = textIn(root['id']) ?? ''
  const settings = jsonIn(root['settings'])
  const { places, ...own } = isObject(settings) ? withoutPlaces(settings) : { places: [] }
  const read = optionsOf(own)
  const post: MovedPost = {
    externalId: `postiz:${id}`,
    account: {
      platform: textIn(integration['providerIdentifier']) ?? 'unknown',
      username: textIn(integration['profile']) ?? textIn(integration['name']),
      remoteId: textIn(integration['internalId']),
      id: textIn(root['integrationId']) ?? '',
    },
    parts: chainOf(root, following).map((part) => ({
      html: textIn(part['content']) ?? '',
      media: listOf(jsonIn(part['image'])).flatMap(mediaOf),
    })),
    status: states[textIn(root['state']) ?? ''] ?? 'draft',
    scheduledFor: utcIn(root['publishDate']),
    tags: Array.isArray(root['tags']) ? root['tags'].flatMap((tag) => textIn(tag) ?? []) : [],
    ...read,
    unmoved: [...read.unmoved, ...(textIn(root['intervalInDays']) === null ? [] : ['intervalInDays'])],
  }
  if (places.length === 0) return [post]
  // One post that goes to several communities is as many posts.
  return places.map((place) => ({
    ...post,
    externalId: `${post.externalId}:${textIn(place['subreddit']) ?? ''}`,
    options: [...post.options, ...placeOptions(place)],
  }))
}

function chainOf(root: JsonObject, following: ReadonlyMap<string, JsonObject>): JsonObject[] {
  const chain = [root]
  const seen = new Set([textIn(root['id'])])
  for (;;) {
    const next = following.get(textIn(chain.at(-1)?.['id']) ?? '')
    if (next === undefined || seen.has(textIn(next['id']))) return chain
    seen.add(textIn(next['id']))
    chain.push(next)
  }
}

function mediaOf(image: JsonObject): JsonObject[] {
  const path = textIn(image['path']) ?? textIn(image['url'])
  if (path === null) return []
  const alt = textIn(image['alt'])
  return [{ source: path, ...(alt === null ? {} : { altText: alt }) }]
}

/** Names of settings here, by those there. Which of them a network takes, its own schema says. */
const renamed: Record<string, readonly string[]> = {
  title: ['title'],
  link: ['link'],
  url: ['link', 'url'],
  board: ['boardId'],
  dominant_color: ['dominantColor'],
  type: ['privacyStatus'],
  privacy_level: ['privacyLevel'],
  comment: ['allowComment'],
  duet: ['allowDuet'],
  stitch: ['allowStitch'],
  brand_content_toggle: ['brandContent'],
  brand_organic_toggle: ['brandOrganic'],
  autoAddMusic: ['autoAddMusic'],
  who_can_reply_post: ['replySettings'],
  tags: ['tags'],
}
/** What says nothing of the post itself; that everyone may reply is so without being said. */
const silent = [
  '__type',
  'post_type',
  'disclose',
  'videoDurationSec',
  'is_flair_required',
  'active_thread_finisher',
]

function optionsOf(settings: JsonObject): { options: Option[]; unmoved: string[]; contentType?: string } {
  const options: Option[] = []
  const unmoved: string[] = []
  for (const [from, value] of Object.entries(settings)) {
    if (silent.includes(from) || isEmpty(value) || value === 'everyone') continue
    const names = renamed[from]
    if (names === undefined) unmoved.push(from)
    else for (const name of names) options.push({ name, value: valueOf(from, value), from })
  }
  const isStory = settings['post_type'] === 'story'
  return { options, unmoved, ...(isStory ? { contentType: 'STORY' } : {}) }
}

function valueOf(from: string, value: Json | undefined): Json {
  if (from === 'autoAddMusic') return value === 'yes'
  if (from === 'tags' && Array.isArray(value))
    return value.flatMap((tag) =>
      isObject(tag) ? (textIn(tag['label']) ?? textIn(tag['value']) ?? []) : (tag ?? []),
    )
  return value ?? null
}

function withoutPlaces(settings: JsonObject): JsonObject & { places: JsonObject[] } {
  const { subreddit, ...rest } = settings
  return {
    ...rest,
    places: listOf(subreddit).flatMap((each) => (isObject(each['value']) ? [each['value']] : [])),
  }
}

function placeOptions(place: JsonObject): Option[] {
  const { subreddit, title, type, url, flair } = place
  const given: [string, Json | undefined][] = [
    ['subreddit', subreddit],
    ['title', title],
    ['url', type === 'link' ? url : undefined],
    ['flairId', isObject(flair) ? flair['id'] : undefined],
  ]
  return given.flatMap(([name, value]) =>
    isEmpty(value) ? [] : [{ name, value: value ?? null, from: name }],
  )
}
