import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  allScopes,
  at,
  dataOf,
  files,
  refusalOf,
  textOf,
  threadsClient,
  wordsOf,
  type Person,
} from '../../../../tests/support/threads.js'
import { countCharacters } from './text-rules.js'
import { simulator } from './index.js'

/** What a post may hold, by sections 3 and 4 of the facts. */
const client = await startSimulator(simulator, files)
const { person, call } = threadsClient(client)
const { advance } = client.control
const posts = () => client.control.posts({ platform: 'threads', limit: 100 })
const text = (words: string, more: Record<string, string> = {}) => ({
  media_type: 'TEXT',
  text: words,
  ...more,
})
const picture = { media_type: 'IMAGE', image_url: at('card-1200x630.png') }
const film = { media_type: 'VIDEO', video_url: at('square-640-3s-silent.mov') }
const item = { is_carousel_item: 'true' }
const invalid = [400, 100, undefined]

let ann: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person({ username: 'ann' })
})
const refusal = async (form: Record<string, string>) => refusalOf(await ann.post('me/threads', form))
const page = async (id: string): Promise<string> => {
  const permalink = textOf(await ann.get(id, { fields: 'permalink' }), 'permalink')
  return String((await client.call('GET', permalink)).body)
}

describe('7: the 500 limit with emoji bytes', () => {
  it.each([
    ['a', 1],
    ['é', 1],
    ['日本', 2],
    ['👍', 4],
    ['👩‍👩‍👧‍👦', 25],
    ['🇩🇪', 8],
    ['1️⃣', 7],
    ['❤️', 6],
    ['❤', 1],
    ['©', 1],
  ])('%s counts %i', (word, count) => {
    expect(countCharacters(word)).toBe(count)
  })

  it.each([
    ['a'.repeat(500), 'a'],
    ['👍'.repeat(125), '👍'],
  ])('takes 500 and refuses more', async (longest, more) => {
    await ann.publish(text(longest))
    const refused = await ann.post('me/threads', text(longest + more))
    expect(refusalOf(refused)).toEqual(invalid)
    expect(wordsOf(refused)).toContain('text must be at most 500 characters')
  })
})

describe('7: links', () => {
  const links = (count: number) =>
    Array.from({ length: count }, (_, each) => `https://example.com/${String(each)}`)

  it('five different ones are taken, one more is refused, the attached one counted in', async () => {
    const five = links(5).join(' ')
    await ann.publish(text(`${five}, https://example.com/0.`, { link_attachment: 'https://example.com/4' }))
    for (const form of [text(links(6).join(' ')), text(five, { link_attachment: 'https://example.org/' })])
      expect(wordsOf(await ann.post('me/threads', form))).toContain('THREADS_API__LINK_LIMIT_EXCEEDED')
  })

  it('the attached one makes the card, else the first in the words', async () => {
    const attached = await ann.publish(
      text('https://example.com/a', { link_attachment: 'https://example.com/b' }),
    )
    const found = await ann.publish(text('https://example.com/c https://example.com/d'))
    const fields = 'link_attachment_url'
    expect((await ann.get(attached, { fields })).body).toEqual({ [fields]: 'https://example.com/b' })
    expect((await ann.get(found, { fields })).body).toEqual({ [fields]: 'https://example.com/c' })
  })
})

describe('7: polls', () => {
  const poll = (options: object) => ({ ...text('Which?'), poll_attachment: JSON.stringify(options) })

  it('two to four answers of 25 characters are asked', async () => {
    const options = { option_a: 'a'.repeat(25), option_b: 'No', option_c: 'Perhaps', option_d: 'Never' }
    const id = await ann.publish(poll(options))
    const fields = 'poll_attachment{option_a,option_d,option_a_votes_percentage}'
    expect((await ann.get(id, { fields })).body).toEqual({
      poll_attachment: { option_a: 'a'.repeat(25), option_d: 'Never', option_a_votes_percentage: 0 },
    })
    expect(await page(id)).toContain('Perhaps')
  })

  it.each([
    { option_a: 'Alone' },
    { option_a: 'Yes', option_c: 'A gap' },
    { option_a: 'Yes', option_b: '' },
    { option_a: 'a'.repeat(26), option_b: 'No' },
    { option_a: 'Yes', option_b: 'No', option_e: 'Five' },
    ['Yes', 'No'],
  ])('%j is refused', async (options) => {
    expect(await refusal(poll(options))).toEqual(invalid)
  })

  it('stand in texts alone, without another attachment', async () => {
    const { poll_attachment } = poll({ option_a: 'Yes', option_b: 'No' })
    expect(await refusal({ ...picture, poll_attachment })).toEqual(invalid)
    const link_attachment = 'https://example.com/'
    expect(await refusal(text('Which?', { poll_attachment, link_attachment }))).toEqual(invalid)
  })
})

describe('7: a carousel has 2 to 20 children', () => {
  const children = async (...forms: Record<string, string>[]) => {
    const ids = await Promise.all(forms.map((form) => ann.container({ ...form, ...item })))
    return ids.join(',')
  }

  it('in the order given, pictures and films mixed, each with its own alt text', async () => {
    const parts = await children({ ...picture, alt_text: 'A card' }, { ...film, alt_text: 'A square' })
    await advance(2_001)
    const id = await ann.publish({ media_type: 'CAROUSEL', children: parts, text: 'Both' })
    expect(await posts()).toMatchObject([
      {
        remoteId: id,
        text: 'Both',
        media: [
          { kind: 'image', altText: 'A card' },
          { kind: 'video', altText: 'A square' },
        ],
      },
    ])
    const read = await ann.get(id, { fields: 'media_type,children' })
    const { data } = (read.body as { children: { data: { id: string }[] } }).children
    expect(read.body).toMatchObject({ media_type: 'CAROUSEL_ALBUM' })
    expect((await ann.get(data[1]?.id ?? '', { fields: 'media_type,alt_text' })).body).toEqual({
      media_type: 'VIDEO',
      alt_text: 'A square',
    })
    // It counts as one post, and its parts are nobody's posts.
    expect(dataOf(await ann.get('me/threads', { limit: '1' }))).toEqual([{ id }])
    expect(dataOf(await ann.get('me/threads_publishing_limit'))).toMatchObject([{ quota_usage: 1 }])
  })

  it('not before each child is FINISHED, and not with one that failed', async () => {
    const parts = await children(picture, film)
    const carousel = { media_type: 'CAROUSEL', children: parts }
    await advance(600)
    expect(await refusal(carousel)).toEqual([400, 24, 4_279_009])
    await advance(2_001)
    await ann.container(carousel)
    const broken = await children(picture, { media_type: 'VIDEO', video_url: at('truncated.mp4') })
    await advance(2_001)
    expect(await refusal({ ...carousel, children: broken })).toEqual(invalid)
  })

  it.each([1, 21])('%i are refused', async (count) => {
    const parts = await children(...Array.from({ length: count }, () => picture))
    await advance(600)
    expect(await refusal({ media_type: 'CAROUSEL', children: parts })).toEqual(invalid)
  })

  it('takes no twice-named child, no whole post and nothing of somebody else’s', async () => {
    const one = await children(picture)
    const whole = await ann.container(picture)
    const other = await person()
    const theirs = await other.container({ ...picture, ...item })
    await advance(600)
    for (const second of [one, whole, theirs])
      expect(await refusal({ media_type: 'CAROUSEL', children: `${one},${second}` })).toEqual(invalid)
  })

  it('a child has no words and is never a post by itself', async () => {
    expect(await refusal({ ...picture, ...item, text: 'Words' })).toEqual(invalid)
    expect(await refusal(text('Words', item))).toEqual(invalid)
    const creation_id = await children(picture)
    await advance(600)
    expect(refusalOf(await ann.post('me/threads_publish', { creation_id }))).toEqual(invalid)
  })
})

describe('parameters', () => {
  it.each([
    [{ text: 'No kind' }],
    [{ media_type: 'STORY', text: 'Odd' }],
    [{ media_type: 'TEXT' }],
    [{ media_type: 'TEXT', text: '  ' }],
    [{ media_type: 'IMAGE' }],
    [{ media_type: 'VIDEO', text: 'No film' }],
    [text('Soup', { reply_control: 'friends' })],
    [text('Soup', { topic_tag: 'a.b' })],
    [text('Soup', { topic_tag: 'a&b' })],
    [text('Soup', { topic_tag: 'a'.repeat(51) })],
    [text('Soup', { link_attachment: 'example' })],
    [text('Soup', { quote_post_id: '17900000000000001' })],
    [text('Soup', { is_spoiler_media: 'true' })],
    [text('Soup', { is_ghost_post: 'true', topic_tag: 'today' })],
    [text('Soup', { is_ghost_post: 'true', link_attachment: 'https://example.com/' })],
    [{ ...picture, is_ghost_post: 'true' }],
    [text('Soup', { text_entities: '[{"entity_type":"BOLD","offset":0,"length":1}]' })],
    [text('Soup', { text_attachment: '{"plaintext":""}' })],
    [text('Soup', { gif_attachment: '{"gif_id":"1"}' })],
    [{ ...picture, link_attachment: 'https://example.com/' }],
    [{ ...picture, alt_text: 'a'.repeat(1_001) }],
    [{ ...picture, gif_attachment: '{"gif_id":"1","provider":"TENOR"}' }],
    [{ ...picture, auto_publish_text: 'true' }],
  ])('%j are refused', async (form: Record<string, string>) => {
    expect(await refusal(form)).toEqual(invalid)
  })

  it('are read from query, form and JSON alike, with the token in either or in a header', async () => {
    const url = 'https://graph.threads.com/me/threads'
    const query = new URLSearchParams(text('By query', { access_token: ann.token }))
    const poll_attachment = { option_a: 'Yes', option_b: 'No' }
    const authorization = `Bearer ${ann.token}`
    const answers = [
      await client.call('POST', `${url}?${query.toString()}`),
      await call('POST', url, text('By form'), { authorization }),
      await client.call('POST', url, {
        json: { ...text('By JSON'), poll_attachment, access_token: ann.token },
      }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('extras are shown on the page', async () => {
    const quoted = await ann.publish(text('The soup of yesterday'))
    const id = await ann.publish(
      text('Soup #today', {
        quote_post_id: quoted,
        reply_control: 'followers_only',
        text_entities: '[{"entity_type":"SPOILER","offset":0,"length":4}]',
        text_attachment: '{"plaintext":"The whole recipe"}',
      }),
    )
    const shown = await page(id)
    for (const words of [
      'Topic: today',
      'The soup of yesterday',
      'followers only',
      'The whole recipe',
      'hidden',
    ])
      expect(shown).toContain(words)
    const fields = 'is_quote_post,quoted_post,topic_tag'
    expect((await ann.get(id, { fields })).body).toEqual({
      is_quote_post: true,
      quoted_post: { id: quoted },
      topic_tag: 'today',
    })
  })

  it('words are kept without the blanks around them', async () => {
    const id = await ann.publish(text('  Soup \n'))
    expect((await ann.get(id, { fields: 'text' })).body).toEqual({ text: 'Soup' })
  })

  it('some need a grant of their own', async () => {
    const denied = [403, 10, undefined]
    expect(await refusal(text('Soup', { location_id: '1' }))).toEqual(denied)
    expect(await refusal(text('Soup', { crossreshare_to_ig: 'true' }))).toEqual(denied)
    expect(await refusal(text('Soup', { allowlisted_country_codes: 'DE' }))).toEqual(denied)
    ann = await person({ accountType: 'geo_gating' })
    const fields = 'is_eligible_for_geo_gating'
    expect((await ann.get('me', { fields })).body).toEqual({ [fields]: true })
    expect(await page(await ann.publish(text('Soup', { allowlisted_country_codes: 'DE,FR' })))).toContain(
      'DE, FR',
    )
  })
})

it('auto_publish_text publishes in one call, and answers the post', async () => {
  const id = textOf(await ann.post('me/threads', text('At once', { auto_publish_text: 'true' })), 'id')
  expect(await posts()).toMatchObject([{ remoteId: id, text: 'At once' }])
})

describe('deleting', () => {
  it('takes a post, or one of the past, out of sight', async () => {
    const id = await ann.publish(text('Soup'))
    expect((await ann.remove(id)).body).toEqual({ success: true, deleted_id: id })
    expect(await posts()).toEqual([])
    expect(refusalOf(await ann.remove(id))).toEqual([400, 100, 33])
    const [past] = dataOf(await ann.get('me/threads', { limit: '1' }))
    await ann.remove(String(past?.['id']))
    expect(dataOf(await ann.get('me/threads', { limit: '1' }))).not.toEqual([past])
  })

  it('is for one’s own posts, with the grant', async () => {
    const id = await ann.publish(text('Soup'))
    expect(refusalOf(await (await person()).remove(id))).toEqual([400, 100, 33])
    const careful = await person({ scopes: allScopes.filter((scope) => scope !== 'threads_delete') })
    expect(refusalOf(await careful.remove(await careful.publish(text('Mine'))))).toEqual([403, 10, undefined])
  })
})

it('a hidden answer is not public', async () => {
  const head = await ann.publish(text('Head'))
  const reply = await ann.publish(text('Answer', { reply_to_id: head }))
  const hide = (value: string) => ann.post(`${reply}/manage_reply`, { hide: value })
  expect((await hide('true')).body).toEqual({ success: true })
  expect((await posts()).map(({ remoteId }) => remoteId)).toEqual([head])
  await hide('false')
  expect(await posts()).toHaveLength(2)
})

it('one name is one person, the same after a reset, and knows who they are', async () => {
  const fields = 'id,username,name,threads_profile_picture_url,is_verified'
  const picture = `https://scontent.cdninstagram.com/face/${ann.id}`
  const profile = {
    id: ann.id,
    username: 'ann',
    name: 'Ann A.',
    threads_profile_picture_url: picture,
    is_verified: false,
  }
  const again = await person({ username: 'ann', displayName: 'Ann A.' })
  expect((await ann.get('me', { fields })).body).toEqual(profile)
  expect((await again.get(ann.id, { fields })).body).toEqual(profile)
  await client.control.reset()
  expect((await person({ username: 'Ann' })).id).toBe(ann.id)
})

it('publishing and reading a post cost the same after many posts as after few', async () => {
  const rows = async (): Promise<number> => {
    const before = client.rowsListed()
    const head = await ann.publish(text('Head'))
    await ann.publish(text('Answer', { reply_to_id: head }))
    await ann.get(head, { fields: 'id,has_replies' })
    await ann.get(`${head}/insights`, { metric: 'views' })
    return client.rowsListed() - before
  }
  const first = await rows()
  for (let each = 0; each < 10; each += 1) await rows()
  expect(await rows()).toBe(first)
})
