import { beforeEach, describe, expect, it } from 'vitest'
import {
  bodyOf,
  dataOf,
  errorOf,
  nameOf,
  redditClient,
  thingsOf,
  type Redditor,
} from '../../../../tests/support/reddit.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { signIn } = redditClient(client)

let ann: Redditor
let bea: Redditor
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
  bea = await signIn({ username: 'bea' })
})
const info = async (...names: string[]) => thingsOf(await bea.get(`/api/info?id=${names.join(',')}`))
const submitted = async (query = '') => thingsOf(await ann.get(`/user/ann/submitted?sort=new${query}`))
const published = () => client.control.posts({ limit: 100 })

describe('3.1 posts', () => {
  it('a text post is answered with id, full id and address, and is there at once', async () => {
    const data = dataOf(
      await ann.submit({ sr: 'test', title: ' Soup \n  of the day ', text: 'With **bread**.' }),
    )
    const id = String(data['id'])
    const url = `https://www.reddit.com/r/test/comments/${id}/soup_of_the_day/`
    expect(data).toEqual({ url, drafts_count: 0, id, name: `t3_${id}` })
    expect(await info(`t3_${id}`)).toMatchObject([
      {
        title: 'Soup of the day',
        selftext: 'With **bread**.',
        is_self: true,
        subreddit: 'test',
        author: 'ann',
        url,
        removed_by_category: null,
      },
    ])
    expect(await published()).toMatchObject([
      { remoteId: `t3_${id}`, url, text: 'With **bread**.', media: [], parentId: null },
    ])
  })

  it('a link may have words below it; nsfw and spoiler are marks', async () => {
    const link = {
      kind: 'link',
      url: 'https://example.com/soup',
      text: 'Try it',
      nsfw: 'true',
      spoiler: 'True',
    }
    const name = nameOf(await ann.submit(link))
    expect(await info(name)).toMatchObject([
      {
        url: link.url,
        is_self: false,
        selftext: 'Try it',
        over_18: true,
        spoiler: true,
        domain: 'example.com',
      },
    ])
    const plain = nameOf(await ann.submit({ nsfw: 'false', spoiler: 'False' }))
    expect(await info(plain)).toMatchObject([{ over_18: false, spoiler: false }])
    expect(await info(nameOf(await ann.submit({ sr: 'adults' })))).toMatchObject([{ over_18: true }])
  })

  it('a crosspost shows another post', async () => {
    const original = nameOf(await bea.submit({ sr: 'test', title: 'Soup' }))
    const name = nameOf(await ann.submit({ kind: 'crosspost', crosspost_fullname: original }))
    expect(await info(name)).toMatchObject([
      { crosspost_parent: original, crosspost_parent_list: [{ name: original, title: 'Soup' }] },
    ])
  })

  it('9. a post can have a flair of its community, in its words or in its own', async () => {
    const { choices } = bodyOf(await ann.form('/r/flaired/api/flairselector', { is_newlink: 'true' })) as {
      choices: { flair_template_id: string; flair_text_editable: boolean }[]
    }
    expect(choices.map((each) => each.flair_text_editable)).toEqual([false, true])
    const texts = []
    for (const { flair_template_id: flair_id } of choices) {
      const answer = await ann.submit({ sr: 'flaired', flair_id, flair_text: 'Supper' })
      texts.push((await info(nameOf(answer)))[0]?.['link_flair_text'])
    }
    expect(texts).toEqual(['Discussion', 'Supper'])
    const listed = bodyOf(await ann.get('/r/flaired/api/link_flair_v2')) as unknown as { id: string }[]
    expect(listed.map(({ id }) => id)).toEqual(choices.map((each) => each.flair_template_id))
  })

  it('without raw_json three signs of HTML are escaped', async () => {
    const name = nameOf(await ann.submit({ title: 'Soup & <bread>' }))
    const url = `https://oauth.reddit.com/api/info?id=${name}`
    const headers = {
      'user-agent': 'web:a:v1 (by /u/b)',
      authorization: `bearer ${String(ann.tokens['access_token'])}`,
    }
    expect(thingsOf(await client.call('GET', url, { headers }))[0]?.['title']).toBe(
      'Soup &amp; &lt;bread&gt;',
    )
    expect((await info(name))[0]?.['title']).toBe('Soup & <bread>')
  })

  it('without api_type=json it is made, and the answer does not say which it is', async () => {
    expect(
      (
        await client.call('POST', 'https://oauth.reddit.com/api/submit', {
          body: new URLSearchParams({ sr: 'test', kind: 'self', title: 'Soup' }),
          headers: {
            'user-agent': 'web:a:v1 (by /u/b)',
            authorization: `bearer ${String(ann.tokens['access_token'])}`,
          },
        })
      ).body,
    ).toEqual({ jquery: [], success: true })
    expect(await published()).toHaveLength(1)
  })
})

describe('3.4 polls', () => {
  const poll = {
    sr: 'u_ann',
    title: 'Supper?',
    text: 'Say',
    options: ['Soup', 'Stew'],
    duration: 3,
    api_type: 'json',
  }
  const ask = (more: JsonObject = {}) => ann.json('/api/submit_poll_post', { ...poll, ...more })

  it('9. answers the full id in id', async () => {
    const data = dataOf(await ask())
    expect(data).toEqual({
      url: expect.stringContaining('/supper/') as string,
      id: expect.stringMatching(/^t3_/) as string,
    })
    expect(await info(String(data['id']))).toMatchObject([
      { poll_data: { options: [{ text: 'Soup' }, { text: 'Stew' }] }, selftext: 'Say' },
    ])
    expect(await published()).toMatchObject([{ remoteId: data['id'] }])
  })

  it('has 2 to 6 answers and 1 to 7 days', async () => {
    expect(errorOf(await ask({ options: ['Soup'] }))).toBe('TOO_FEW_OPTIONS')
    expect(errorOf(await ask({ options: ['1', '2', '3', '4', '5', '6', '7'] }))).toBe('INVALID_OPTION')
    expect(errorOf(await ask({ duration: null }))).toBe('placeholder')
    expect(errorOf(await ask({ sr: 'pictures' }))).toBe('INVALID_OPTION')
    expect((await ask({ options: null })).status).toBe(500)
    const answer = await ann.form('/api/submit_poll_post', {})
    expect(errorOf(answer)).toBe('JSON_PARSE_ERROR')
    const now = Date.parse((await client.control.clock()).now)
    const [long] = await info(nameOf(await ask({ duration: 30 })))
    const { voting_end_timestamp: end } = long?.['poll_data'] as { voting_end_timestamp: number }
    expect(Math.round((end - now) / 86_400_000)).toBe(7)
  })
})

describe('3.5 comments', () => {
  it('on a post and on a comment, with address and parents', async () => {
    const post = nameOf(await ann.submit({ sr: 'test' }))
    const first = dataOf(await bea.comment(post, 'Hello'))['things'] as { kind: string; data: JsonObject }[]
    const name = String(first[0]?.data['name'])
    expect(first).toMatchObject([
      {
        kind: 't1',
        data: {
          name: expect.stringMatching(/^t1_/) as string,
          body: 'Hello',
          parent_id: post,
          link_id: post,
        },
      },
    ])
    const permalink = String(first[0]?.data['permalink'])
    expect(permalink).toContain(`/r/test/comments/${post.slice(3)}/`)
    const reply = nameOf(await ann.comment(name, 'Hello yourself'))
    expect(await info(reply)).toMatchObject([{ parent_id: name, link_id: post }])
    expect((await info(post))[0]?.['num_comments']).toBe(2)
    expect(await published()).toMatchObject([{ parentId: name }, { parentId: post }, { parentId: null }])
    expect((await client.call('GET', `https://www.reddit.com${permalink}`)).body).toContain('Hello')
  })
})

describe('3.6 what communities ask for', () => {
  it('9. differs from one to the other', async () => {
    expect(bodyOf(await ann.get('/api/v1/strict/post_requirements'))).toMatchObject({
      title_text_min_length: 10,
      title_text_max_length: 100,
      title_required_strings: ['['],
      title_blacklisted_strings: ['giveaway'],
      body_restriction_policy: 'required',
      domain_whitelist: ['example.com'],
      link_restriction_policy: 'whitelist',
      is_flair_required: false,
      link_repost_age: 30,
    })
    expect(bodyOf(await ann.get('/api/v1/flaired/post_requirements'))).toMatchObject({
      is_flair_required: true,
    })
    const about = async (sr: string) => bodyOf(await ann.get(`/r/${sr}/about`))['data']
    expect(await about('TextOnly')).toMatchObject({
      display_name: 'textonly',
      submission_type: 'self',
      allow_images: false,
      allow_galleries: false,
    })
    expect(await about('restricted')).toMatchObject({ restrict_posting: true, subreddit_type: 'restricted' })
    expect(await about('outcasts')).toMatchObject({ user_is_banned: true })
    expect(await about('adults')).toMatchObject({ over18: true })
    expect(await about('u_ann')).toMatchObject({ subreddit_type: 'user', url: '/user/ann/' })
  })

  it('those that somebody was made with are theirs; everybody can post there', async () => {
    const cleo = await signIn({
      username: 'cleo',
      pages: [
        { id: '1', name: 'r/Soups' },
        { id: '2', name: 'Stews & more' },
      ],
    })
    const mine = thingsOf(await cleo.get('/subreddits/mine/subscriber?limit=100'))
    expect(mine.map((each) => each['display_name'])).toEqual(['Soups', 'Stews_more'])
    expect(errorOf(await ann.submit({ sr: 'soups' }))).toBeNull()
    expect((await published())[0]?.url).toContain('/r/Soups/comments/')
  })
})

describe('6. looking', () => {
  it('9. a new post comes to lists after a moment, newest first, with the past of 90 days behind it', async () => {
    const first = nameOf(await ann.submit({ title: 'First' }))
    expect((await submitted()).map((each) => each['name'])).not.toContain(first)
    await client.control.advance(2_000)
    const second = nameOf(await ann.submit({ title: 'Second', sr: 'test' }))
    await client.control.advance(2_000)
    expect((await submitted('&limit=2')).map((each) => each['name'])).toEqual([second, first])
    const inTest = thingsOf(await bea.get('/r/test/new?limit=100'))
    expect(inTest.map((each) => each['name'])).toEqual([second])
    const seen: unknown[] = []
    for (let after: unknown = ''; after !== null;) {
      const page = await ann.get(`/user/ann/submitted?sort=new&limit=40&after=${String(after)}`)
      seen.push(...thingsOf(page).map((each) => each['name']))
      after = (page.body as { data: { after: string | null } }).data.after
    }
    expect(new Set(seen).size).toBe(92)
    expect(seen).toHaveLength(92)
  })

  it('9. what AutoModerator removes was taken all the same: only its author sees it', async () => {
    const answer = await ann.submit({ sr: 'watched', title: 'Please removeme' })
    const name = nameOf(answer)
    await client.control.advance(2_000)
    expect((await submitted('&limit=1'))[0]).toMatchObject({ name, removed_by_category: 'automod_filtered' })
    expect(await info(name)).toMatchObject([{ removed_by_category: 'automod_filtered' }])
    expect(thingsOf(await bea.get('/r/watched/new'))).toEqual([])
    await ann.submit({ sr: 'watched', title: 'Soup' })
    await client.control.advance(2_000)
    expect(thingsOf(await bea.get('/r/watched/new'))).toMatchObject([{ title: 'Soup' }])
  })

  it('comments are found by their author, posts with what was said about them by their id', async () => {
    const post = nameOf(await ann.submit())
    await ann.comment(post, 'More below')
    await client.control.advance(2_000)
    expect(thingsOf(await ann.get('/user/ann/comments?sort=new'))).toMatchObject([
      { body: 'More below', parent_id: post },
    ])
    const thread = await bea.get(`/comments/${post.slice(3)}?limit=100&sort=confidence`)
    expect(thread.body).toMatchObject([
      { data: { children: [{ data: { name: post } }] } },
      { data: { children: [{ data: { body: 'More below' } }] } },
    ])
    expect((await bea.get('/user/nobody/submitted')).status).toBe(404)
  })
})

describe('7. figures', () => {
  it('of a post grow with its age; of the past they stand', async () => {
    const name = nameOf(await ann.submit())
    expect(await info(name)).toMatchObject([
      { score: 1, ups: 1, num_comments: 0, num_crossposts: 0, view_count: null },
    ])
    const [past] = await submitted('&limit=1')
    const early = (await ann.get(`/api/info?id=${String(past?.['name'])}`)).body
    await client.control.advance(3 * 86_400_000)
    ann = await signIn({ username: 'ann' })
    bea = await signIn({ username: 'bea' })
    expect((await info(name))[0]?.['score']).toBeGreaterThan(10)
    expect((await ann.get(`/api/info?id=${String(past?.['name'])}`)).body).toEqual(early)
  })

  it('up to a hundred ids, those that are not there left out; of more, nothing', async () => {
    const name = nameOf(await ann.submit())
    const others = Array.from({ length: 99 }, (_, index) => `t3_x${String(index)}`)
    expect(await info(name, ...others)).toHaveLength(1)
    expect(await info(name, 't3_x', ...others)).toEqual([])
  })

  it('the planted hour stands out in what was posted before', async () => {
    const scores = (await submitted('&limit=100')).map((each) => Number(each['score'])).sort((a, b) => a - b)
    expect(scores).toHaveLength(90)
    expect(scores.at(-1)).toBeGreaterThan(3 * Number(scores[0]))
  })
})

describe('8. changing', () => {
  it('del answers the same whatever happens, and takes only what is one’s own', async () => {
    const post = nameOf(await ann.submit())
    const comment = nameOf(await ann.comment(post, 'Hello'))
    for (const id of [post, comment, 't3_zz', ''])
      expect([
        (await bea.form('/api/del', { id })).status,
        (await bea.form('/api/del', { id })).body,
      ]).toEqual([200, {}])
    expect(await published()).toHaveLength(2)
    for (const id of [post, comment]) await ann.form('/api/del', { id })
    expect(await published()).toEqual([])
    expect(await info(post)).toMatchObject([{ author: '[deleted]', removed_by_category: 'deleted' }])
    await client.control.advance(2_000)
    expect((await submitted('&limit=1'))[0]?.['name']).not.toBe(post)
  })

  it('editusertext takes text posts and comments, in the community’s words', async () => {
    const post = nameOf(await ann.submit({ sr: 'strict', title: '[soup] of the day', text: 'With bread.' }))
    const edit = (thing_id: string, text: string) =>
      ann.form('/api/editusertext', { api_type: 'json', thing_id, text, validate_on_submit: 'true' })
    expect(errorOf(await edit(post, 'With butter.'))).toBeNull()
    expect(await info(post)).toMatchObject([
      { selftext: 'With butter.', edited: expect.any(Number) as number },
    ])
    expect(bodyOf(await edit(post, 'At the casino'))).toMatchObject({
      reason: 'SUBMIT_VALIDATION_BODY_BLACKLISTED_STRING',
    })
    const link = nameOf(await ann.submit({ kind: 'link', url: 'https://example.com/' }))
    expect(errorOf(await edit(link, 'Soup'))).toBe('placeholder')
    const comment = nameOf(await bea.comment(post, 'Hello'))
    expect(errorOf(await edit(comment, 'Mine now'))).toBe('NO_THING_ID')
  })

  it('selectflair and marknsfw come after', async () => {
    const flair_id = 'ca999154-c1b0-11e7-b30b-0eb8423d5ed8'
    const post = nameOf(await ann.submit({ sr: 'flaired', flair_id }))
    const own = { link: post, flair_template_id: '865ba524-692d-11e9-9811-0e2f1d7746a8', text: 'Supper' }
    await ann.form('/r/flaired/api/selectflair', own)
    await ann.form('/api/marknsfw', { id: post })
    expect(await info(post)).toMatchObject([{ link_flair_text: 'Supper', over_18: true }])
    expect((await bea.form('/api/marknsfw', { id: post })).status).toBe(403)
  })
})

it('posts have pages, short addresses lead there, and what is removed says so', async () => {
  const name = nameOf(await ann.submit({ sr: 'watched', title: 'removeme', text: 'Soup <b>' }))
  const [post] = await published()
  const page = await client.call('GET', post?.url ?? '')
  expect(page.body).toContain('Soup &#60;b&#62;')
  expect(page.body).toContain('Removed: only its author sees this post')
  const { status, headers } = await client.call('GET', `https://redd.it/${name.slice(3)}`)
  expect([status, headers.get('location')]).toEqual([302, expect.stringContaining('/r/watched/comments/')])
  expect((await client.call('GET', 'https://www.reddit.com/r/test/comments/zz/')).status).toBe(404)
})
