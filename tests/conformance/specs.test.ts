import { describe, expect, it } from 'vitest'
import { connectors } from '../../src/app.js'
import { startHouse, type PostView } from '../support/house.js'
import { leastFile } from '../support/upload-fixture.js'
import type { Exchange } from '../support/openapi.js'
import { specs } from '../support/specs.js'

/** The options of a network's posts in its own words, and proof that the check would say if they were wrong. */
const house = await startHouse()

async function published(platform: string, metadata: Record<string, unknown>): Promise<Exchange[]> {
  const { id } = await house.account(platform)
  const needing = connectors.find(({ slug, rules }) => slug === platform && rules.limits.media.required)
  const post = await house.call<PostView>('POST', '/v1/posts', {
    content: `With options ${id}`,
    accountIds: [id],
    ...(needing === undefined ? {} : { media: [await leastFile(house, needing)] }),
    platformMetadata: { [platform.toUpperCase()]: metadata },
  })
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  expect(await house.settled(post.id)).toMatchObject({ status: 'published' })
  const path = `/sandbox/requests?platform=${platform}&limit=1000`
  return (await house.call<{ data: Exchange[] }>('GET', path)).data
}

const problems = (platform: string, exchanges: readonly Exchange[]): string[] =>
  exchanges.flatMap((exchange) => specs[platform]?.(exchange) ?? ['no document'])

it('every network has its documents here', () => {
  expect(connectors.map(({ slug }) => slug).filter((slug) => !(slug in specs))).toEqual([])
})

describe('options go out as the network names them', () => {
  it.each([
    ['twitter', { poll: { options: ['Yes', 'No'], durationMinutes: 60 }, replySettings: 'following' }],
    ['twitter', { madeWithAi: true, paidPartnership: false }],
    ['mastodon', { poll: { options: ['Yes', 'No'], expiresInSeconds: 300, multiple: true } }],
    ['mastodon', { visibility: 'unlisted', spoilerText: 'Soup', sensitive: true, language: 'en' }],
    ['bluesky', {}],
    ['linkedin', { poll: { question: 'Tea?', options: ['Yes', 'No'], duration: 'ONE_DAY' } }],
    ['linkedin', { article: { url: 'https://example.com/', title: 'Menu', description: 'All of it' } }],
    ['linkedin', { visibility: 'LOGGED_IN', disableReshare: true }],
    ['telegram', { poll: { options: ['Yes', 'No'], multiple: true, openForSeconds: 60 } }],
    ['telegram', { parseMode: 'HTML', silent: true, protectContent: true }],
    ['telegram', { linkPreview: { url: 'https://example.com/', size: 'large', aboveText: true } }],
    ['pinterest', { title: 'Soup', link: 'https://example.com/soup', dominantColor: '#6E7874' }],
    ['threads', { poll: { options: ['Yes', 'No'] }, replyControl: 'followers_only', topic: 'Soup' }],
    ['threads', { longText: { text: 'Long', link: 'https://example.com/' }, replyApprovals: true }],
    ['threads', { link: 'https://example.com/', spoilers: [{ offset: 0, length: 4 }] }],
    ['threads', { gif: { id: '16185153483944881729', provider: 'TENOR' } }],
    ['threads', { ghost: true }],
    ['reddit', { poll: { options: ['Yes', 'No'], durationDays: 3 } }],
    ['reddit', { title: 'Soup', url: 'https://example.com/soup', resubmit: false, sendReplies: false }],
    ['reddit', { subreddit: 'test', nsfw: true, spoiler: true }],
    ['tiktok', { title: 'Soup', privacyLevel: 'SELF_ONLY', photoCoverIndex: 0, autoAddMusic: true }],
    ['tiktok', { allowComment: true, brandContent: true, brandOrganic: true, isAigc: true }],
    ['tiktok', { draft: true }],
    [
      'youtube',
      { title: 'Soup', tags: ['soup'], categoryId: '26', language: 'fr', license: 'creativeCommon' },
    ],
    [
      'youtube',
      { privacyStatus: 'unlisted', madeForKids: false, embeddable: false, notifySubscribers: false },
    ],
    ['youtube', { publicStatsViewable: false, containsSyntheticMedia: true, playlistTitle: 'Soups' }],
    ['facebook', { link: 'https://example.com/soup', place: '110506962309899' }],
    ['facebook', { background: '106018623298955' }],
    [
      'instagram',
      { collaborators: ['ann'], userTags: [{ username: 'bob', x: 0, y: 1 }], locationId: '106078429431815' },
    ],
    ['instagram', { aiGenerated: true }],
    [
      'googlebusiness',
      { callToAction: { actionType: 'BOOK', url: 'https://example.com/' }, languageCode: 'en' },
    ],
    ['googlebusiness', { event: { title: 'Soup', start: '2030-01-01T18:00', end: '2030-01-01T22:00' } }],
    [
      'googlebusiness',
      {
        event: { title: 'Soup', start: '2030-01-01T18:00', end: '2030-01-01T22:00' },
        offer: { couponCode: 'SOUP', redeemOnlineUrl: 'https://example.com/', termsConditions: 'One each' },
      },
    ],
    ['snapchat', { type: 'SPOTLIGHT', locale: 'de_DE', skipSaveToProfile: true }],
    ['snapchat', { type: 'SAVED_STORY', title: 'Soups' }],
    ['snapchat', { type: 'STORY' }],
  ])('%s %j', async (platform, metadata) => {
    expect(problems(platform, await published(platform, metadata))).toEqual([])
  })
})

describe('the check says', () => {
  type Change = (exchange: Exchange) => Partial<Exchange>
  const withBody =
    (more: Record<string, unknown>): Change =>
    ({ body }) =>
      ({ body: { ...(body as object), ...more } }) as Partial<Exchange>
  const creating: Record<string, RegExp> = {
    twitter: /\/2\/tweets$/,
    mastodon: /\/api\/v1\/statuses$/,
    bluesky: /putRecord$/,
    linkedin: /\/rest\/posts$/,
    telegram: /sendMessage$/,
    threads: /\/threads$/,
    pinterest: /\/pins$/,
    reddit: /\/api\/submit\?/,
    tiktok: /\/content\/init\/$/,
    facebook: /\/feed$/,
    instagram: /\/\d+\/media$/,
    googlebusiness: /\/localPosts$/,
    snapchat: /\/spotlights$/,
  }
  const wrong: [string, string, Change, RegExp][] = [
    ['twitter', 'an unknown field', withBody({ colour: 'red' }), /additional properties|unevaluated/],
    ['twitter', 'an unknown field inside', withBody({ reply: { to: '1' } }), /in_reply_to_tweet_id/],
    ['twitter', 'a wrong type', withBody({ text: 5 }), /must be string/],
    ['twitter', 'an unknown path', () => ({ url: 'https://api.x.com/2/toots' }), /no such call/],
    ['twitter', 'a wrong method', () => ({ method: 'PUT' }), /no such call/],
    ['twitter', 'an unknown parameter', ({ url }) => ({ url: `${url}?colour=red` }), /no parameter colour/],
    ['twitter', 'a missing body', () => ({ body: null }), /lacks its body/],
    ['twitter', 'a wrong answer', () => ({ response: { data: { id: 5 } } }), /answer 201/],
    ['mastodon', 'an unknown field', withBody({ colour: 'red' }), /unevaluated/],
    ['mastodon', 'an unknown field inside', withBody({ poll: { minutes: 5 } }), /unevaluated/],
    ['mastodon', 'a wrong type', withBody({ in_reply_to_id: null }), /must be string/],
    ['mastodon', 'an answer that is not listed', () => ({ status: 299 }), /does not answer 299/],
    ['mastodon', 'a wrong answer', () => ({ response: { id: 'only' } }), /answer 200/],
    ['bluesky', 'an unknown field', withBody({ colour: 'red' }), /no colour/],
    ['bluesky', 'a wrong record', withBody({ record: { text: 'no date' } }), /createdAt|\$type/],
    ['bluesky', 'an unknown method', ({ url }) => ({ url: `${url}s` }), /not found/i],
    ['bluesky', 'a wrong answer', () => ({ response: { uri: 'only' } }), /at-uri/],
    ['linkedin', 'an unknown field', withBody({ colour: 'red' }), /colour/],
    [
      'linkedin',
      'a wrong type',
      withBody({ isReshareDisabledByAuthor: 'often' }),
      /isReshareDisabledByAuthor/,
    ],
    ['linkedin', 'an unknown path', ({ url }) => ({ url: `${url}hares` }), /postshares/],
    ['linkedin', 'a wrong answer', () => ({ status: 200 }), /200/],
    ['telegram', 'an unknown field', withBody({ colour: 'red' }), /colour/],
    ['telegram', 'a wrong type', withBody({ disable_notification: 'often' }), /disable_notification/],
    ['telegram', 'an unknown method', ({ url }) => ({ url: `${url}s` }), /sendMessages/],
    ['threads', 'an unknown field', withBody({ colour: 'red' }), /no parameter colour/],
    ['threads', 'an unknown value', withBody({ reply_control: 'nobody' }), /no reply_control nobody/],
    [
      'threads',
      'an unknown field asked for',
      ({ url }) => ({ method: 'GET', url: `${url}?fields=colour` }),
      /no fields colour/,
    ],
    ['threads', 'an unknown call', ({ url }) => ({ url: `${url}_publishing` }), /no such request/],
    ['threads', 'a wrong answer', () => ({ response: { id: 5 } }), /id must be string/],
    [
      'threads',
      'an error in other words',
      () => ({ status: 400, response: { error: 'no' } }),
      /no error of this API/,
    ],
    ['telegram', 'a wrong answer', () => ({ response: { ok: true, result: { message_id: 1 } } }), /date/],
    ['pinterest', 'an unknown field', withBody({ colour: 'red' }), /additional properties|unevaluated/],
    [
      'pinterest',
      'an unknown field inside',
      withBody({ media_source: { source_type: 'image_url', url: 'x', colour: 'red' } }),
      /media_source must NOT have additional/,
    ],
    ['pinterest', 'no media source', withBody({ media_source: { source_type: 'image_url' } }), /url/],
    ['pinterest', 'an id that is none', withBody({ board_id: 'soups' }), /must match pattern/],
    ['pinterest', 'a long title', withBody({ title: 'a'.repeat(101) }), /100 characters/],
    ['pinterest', 'an unknown path', ({ url }) => ({ url: `${url}ned` }), /no such call/],
    ['pinterest', 'a wrong answer', () => ({ response: { id: 5 } }), /answer 201/],
    ['reddit', 'an unknown field', withBody({ colour: 'red' }), /no field colour/],
    ['reddit', 'an unknown call', ({ url }) => ({ url: url.replace('submit', 'post') }), /never recorded/],
    ['reddit', 'a wrong answer', () => ({ response: { json: { errors: [] } } }), /lacks data/],
    [
      'reddit',
      'an error that nobody knows',
      () => ({ response: { json: { errors: [['NO_IDEA', 'no', 'sr']] } } }),
      /error that nobody knows/,
    ],
    [
      'reddit',
      'no name of a program',
      ({ headers }) => ({ headers: { ...headers, 'user-agent': 'x' } }),
      /user agent/,
    ],
    ['tiktok', 'an unknown field', withBody({ colour: 'red' }), /additional properties|unevaluated/],
    ['tiktok', 'a wrong type', withBody({ is_aigc: 'often' }), /is_aigc/],
    ['tiktok', 'an unknown path', ({ url }) => ({ url: `${url}s/` }), /no such call/],
    ['instagram', 'an unknown field', withBody({ colour: 'red' }), /colour/],
    ['instagram', 'an unknown call', ({ url }) => ({ url: `${url}s` }), /medias/],
    ['instagram', 'a wrong answer', () => ({ response: { id: 5 } }), /id/],
    ['tiktok', 'a wrong answer', () => ({ response: { data: { publish_id: 5 } } }), /answer 200/],
    ['facebook', 'an unknown field', withBody({ colour: 'red' }), /colour/],
    ['facebook', 'an unknown path', ({ url }) => ({ url: `${url}s` }), /no call/],
    ['facebook', 'a wrong answer', () => ({ response: { id: {} } }), /id/],
    ['googlebusiness', 'an unknown field', withBody({ colour: 'red' }), /additional properties|unevaluated/],
    ['googlebusiness', 'a wrong type', withBody({ event: { title: 5 } }), /title/],
    ['googlebusiness', 'an unknown path', ({ url }) => ({ url: `${url}s` }), /localPostss/],
    ['googlebusiness', 'a wrong answer', () => ({ response: { name: 5 } }), /name/],
  ]
  it.each(wrong)('for %s: %s', async (platform, _what, change, reason) => {
    const exchange = (await published(platform, {})).find(({ url }) => creating[platform]?.test(url))
    if (exchange === undefined) throw new Error('nothing was published')
    expect(problems(platform, [exchange])).toEqual([])
    expect(problems(platform, [{ ...exchange, ...change(exchange) }]).join('\n')).toMatch(reason)
  })
})
