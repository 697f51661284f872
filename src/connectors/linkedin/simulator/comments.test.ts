import { describe, expect, it } from 'vitest'
import { encoded, idOf, linkedinClient, said, type Member } from '../../../../tests/support/linkedin.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { signIn } = linkedinClient(client)
const page = { id: '900', name: 'Harbour Bakery' }
const company = 'urn:li:organization:900'

function commentOn(member: Member, post: string, more: JsonObject = {}): Promise<Answer> {
  const json = { actor: member.urn, object: post, message: { text: 'More below' }, ...more }
  return member.rest('POST', `socialActions/${encoded(post)}/comments`, { json })
}
const list = (member: Member, post: string) => member.rest('GET', `socialActions/${encoded(post)}/comments`)

describe('section 3.5: a comment', () => {
  it('section 9, line 10: right after the post fails, and comes out seconds later, once', async () => {
    const member = await signIn()
    const post = idOf(await member.post())
    expect(said(await commentOn(member, post))).toEqual([
      400,
      'INVALID_URN_ID',
      `Unable to obtain activity from ${post}`,
    ])
    await client.control.advance(2_000)
    const made = await commentOn(member, post)
    const { id, commentUrn, object } = made.body as { id: string; commentUrn: string; object: string }
    expect([made.status, idOf(made), object]).toEqual([
      201,
      id,
      expect.stringMatching(/^urn:li:activity:\d+$/),
    ])
    expect(commentUrn).toBe(`urn:li:comment:(${object},${id})`)
    const comments = (await client.control.posts({ limit: 10 })).filter(({ parentId }) => parentId !== null)
    expect(comments).toMatchObject([{ remoteId: commentUrn, parentId: post, text: 'More below' }])
  })

  it('is asked for by the post’s URN or its activity’s, answers another, and is listed for organizations', async () => {
    const member = await signIn({ pages: [page] })
    const post = idOf(await member.post({ author: company }))
    await client.control.advance(2_000)
    const first = (await commentOn(member, post, { actor: company })).body as JsonObject
    const activity = String(first['object'])
    const nested = await commentOn(member, activity, { parentComment: first['commentUrn'] ?? null })
    expect(nested.body).toMatchObject({ parentComment: first['commentUrn'], actor: member.urn })
    for (const urn of [post, activity])
      expect((await list(member, urn)).body).toMatchObject({
        elements: [{ actor: company, message: { text: 'More below' } }, { actor: member.urn }],
      })
  })

  it('is refused to another’s name, without words, under nothing, and where comments are closed', async () => {
    const member = await signIn()
    const post = idOf(await member.post())
    await client.control.advance(2_000)
    expect(said(await commentOn(member, post, { actor: company }))[1]).toBe('ACCESS_DENIED')
    expect(said(await commentOn(member, post, { message: { text: ' ' } }))[1]).toBe(
      'INVALID_VALUE_BLANK_FIELD',
    )
    expect(said(await commentOn(member, post, { object: 'urn:li:share:1' }))[1]).toBe('INVALID_URN_ID')
    expect((await commentOn(member, 'urn:li:share:1')).status).toBe(404)
    const close = await member.rest('POST', `socialMetadata/${encoded(post)}?actor=${encoded(member.urn)}`, {
      json: { patch: { $set: { commentsState: 'CLOSED' } } },
      headers: { 'x-restli-method': 'PARTIAL_UPDATE' },
    })
    expect([close.status, (await commentOn(member, post)).status]).toEqual([200, 403])
  })

  it('needs a scope of its own for an organization; older apps comment for a person with what they post with', async () => {
    const scope = 'openid w_member_social w_organization_social'
    const member = await signIn({ pages: [page] }, scope)
    const post = idOf(await member.post({ author: company, commentary: 'Another' }))
    await client.control.advance(2_000)
    expect((await commentOn(member, post)).status).toBe(201)
    expect((await commentOn(member, post, { actor: company })).status).toBe(403)
    expect((await list(member, post)).status).toBe(403)
  })
})
