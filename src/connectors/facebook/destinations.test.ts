import { describe, expect, it } from 'vitest'
import { aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { destinations } from './destinations.js'

const page = (id: string, more: JsonObject = {}): JsonObject => ({
  id,
  name: `Page ${id}`,
  access_token: `token of ${id}`,
  tasks: ['CREATE_CONTENT', 'MODERATE'],
  ...more,
})
const none = aReply(200, { data: [] })
const noPermission = aReply(400, {
  error: { code: 100, message: '(#100) Missing Permission: business_management' },
})

function facebook(answers: Record<string, Scripted>) {
  return scripted(({ url, query }) => {
    const path = new URL(url).pathname.replace(/^\/v25\.0\//, '')
    const after = query?.['after'] === undefined ? '' : ` after ${query['after']}`
    return answers[`${path}${after}`] ?? noPermission
  })
}
const idsOf = async (answers: Record<string, Scripted>) =>
  (await destinations(facebook(answers).ctx)).map(({ id }) => id)

describe('section 9.1: the pages of a person', () => {
  it('are told as a person chooses from them, without their tokens', async () => {
    const about = {
      username: 'bistro',
      category: 'Restaurant',
      followers_count: 12,
      picture: { data: { url: 'https://x/logo.jpg' } },
    }
    const { ctx } = facebook({
      'me/accounts': aReply(200, { data: [page('7', about)] }),
      'me/businesses': none,
    })
    expect(await destinations(ctx)).toEqual([
      {
        id: '7',
        name: 'Page 7',
        pageId: '7',
        username: 'bistro',
        type: 'page',
        category: 'Restaurant',
        avatarUrl: 'https://x/logo.jpg',
        followersCount: 12,
      },
    ])
  })

  it('are read to the end of the list', async () => {
    const paging = { cursors: { before: 'a', after: 'b' }, next: 'https://graph.facebook.com/next' }
    expect(
      await idsOf({
        'me/accounts': aReply(200, { data: [page('1')], paging }),
        'me/accounts after b': aReply(200, { data: [page('2')], paging: { cursors: { after: 'c' } } }),
      }),
    ).toEqual(['1', '2'])
  })

  it('are those that may be posted on', async () => {
    const data = [page('1', { tasks: ['ANALYZE'] }), page('2', { access_token: '' }), page('3')]
    expect(await idsOf({ 'me/accounts': aReply(200, { data }) })).toEqual(['3'])
  })

  it('are also those of the businesses that the person belongs to, each once', async () => {
    expect(
      await idsOf({
        'me/accounts': aReply(200, { data: [page('1')] }),
        'me/businesses': aReply(200, { data: [{ id: '90' }] }),
        '90/owned_pages': aReply(200, { data: [page('1'), page('2', { tasks: null })] }),
        '90/client_pages': aReply(200, { data: [page('3')] }),
      }),
    ).toEqual(['1', '2', '3'])
  })

  it('that the person unticked are named as what is missing', async () => {
    const { ctx } = facebook({
      'me/accounts': none,
      'me/permissions': aReply(200, { data: [{ permission: 'pages_show_list', status: 'declined' }] }),
    })
    await expect(destinations(ctx)).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringContaining('pages_show_list') as string,
    })
  })

  it('that cannot be read now are said to be so', async () => {
    const { ctx } = facebook({ 'me/accounts': aReply(500, { error: { code: 2 } }) })
    await expect(destinations(ctx)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })
})
