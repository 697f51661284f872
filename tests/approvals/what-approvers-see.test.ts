import { expect, it } from 'vitest'
import { startTestApp } from '../support/app.js'
import { FakeNetwork } from '../support/fake-network.js'
import { aMedia, anAccount } from '../support/builders.js'

const acme = new FakeNetwork().connector()
const { limits } = acme.rules
const image = { max: 4, maxBytes: 1_000_000, mimeTypes: ['image/jpeg'] }
const withPictures = { ...acme.rules, limits: { ...limits, media: { ...limits.media, image } } }
const app = await startTestApp({ connectors: [{ ...acme, rules: withPictures }] })
const account = await anAccount(app.db, app.home)

it('a round keeps all that an approver sees of a post: words, files with their alt texts, accounts, and the time', async () => {
  const [first, second, third] = [
    await aMedia(app.db, app.home, { altText: 'A boat' }),
    await aMedia(app.db, app.home),
    await aMedia(app.db, app.home),
  ]
  const workflow = await app.api('POST', `/v1/workspaces/${app.home.workspaceId}/approval-workflows`, {
    name: 'Review',
    steps: [{ order: 1, role: 'Editor', approverIds: [app.home.userId] }],
  })
  const scheduledFor = '2038-05-04T10:00:00.000Z'
  const made = await app.api('POST', '/v1/posts', {
    content: 'Soup',
    accountIds: [account.id],
    mediaIds: [first.id, { id: second.id, altText: 'A bowl' }],
    threadPosts: [{ content: 'Without' }, { content: 'With', mediaIds: [third.id] }],
    platformOverrides: { acme: { content: 'Own soup', media: [third.id] } },
    firstComment: 'Recipe below',
    scheduledFor,
  })
  expect([workflow.status, made.status]).toEqual([201, 201])
  const { id } = made.body as { id: string }
  const { id: workflowId } = workflow.body as { id: string }
  await app.api('POST', `/v1/posts/${id}/start-approval`, { workflowId })
  await app.api('PATCH', `/v1/posts/${id}`, { content: 'Stew', mediaIds: [], scheduledFor: null })
  const { data } = (await app.api('GET', `/v1/posts/${id}/approval-history`)).body as {
    data: { type: string; shown?: unknown }[]
  }
  expect(data.find(({ type }) => type === 'approval_started')?.shown).toEqual({
    content: 'Soup',
    threadPosts: ['Without', 'With'],
    overrides: { ACME: 'Own soup' },
    firstComment: 'Recipe below',
    mediaIds: [first.id, second.id],
    threadMediaIds: [[], [third.id]],
    overrideMediaIds: { ACME: [third.id] },
    altTexts: { [first.id]: 'A boat', [second.id]: 'A bowl' },
    accountIds: [account.id],
    scheduledFor,
  })
})

it('a round from before all of that was kept is told as it was kept', async () => {
  const { id } = (await app.api('POST', '/v1/posts', { content: 'Soup', accountIds: [account.id] })).body as {
    id: string
  }
  const old = { content: 'Old soup', threadPosts: [], overrides: {}, firstComment: null, mediaIds: [] }
  const { data } = (await app.api('GET', `/v1/workspaces/${app.home.workspaceId}/approval-workflows`))
    .body as { data: { id: string }[] }
  await app.api('POST', `/v1/posts/${id}/start-approval`, { workflowId: data[0]?.id })
  await app.db.query({
    text: 'update approval_rounds set shown = $2 where post_id = $1',
    values: [id, JSON.stringify(old)],
  })
  const reply = await app.api('GET', `/v1/posts/${id}/approval-history`)
  expect(reply).toMatchObject({ status: 200 })
  expect(
    (reply.body as { data: { shown?: unknown }[] }).data.find(({ shown }) => shown !== undefined)?.shown,
  ).toEqual(old)
})
