import { describe, expect, it } from 'vitest'
import { startHouse } from '../support/house.js'
import { importer } from '../support/importing.js'

const house = await startHouse()
const account = await house.account('mastodon', { username: 'bakery' })
const other = await house.account('bluesky', { username: 'garden' })
const { run, rows, send } = importer(house)

type Post = {
  content: string
  status: string
  scheduledFor: string | null
  platforms: { platform: string; accountId: string }[]
  media: { altText: string | null }[]
  tags: string[]
  threadPosts: { content: string }[]
  firstComment: string | null
  platformOverrides: Record<string, { content?: string }>
}
const postOf = (id: string | null): Promise<Post> => house.call('GET', `/v1/posts/${String(id)}`)

async function madeOf(csv: string, options = ''): Promise<Post[]> {
  const made = await send(csv, options)
  expect(made).toMatchObject({ status: 'completed', rows: { failed: 0 } })
  return Promise.all((await rows(made.id)).map(({ postId }) => postOf(postId)))
}

describe('a CSV file', () => {
  it('makes posts of its rows, whatever a spreadsheet does to it', async () => {
    const semicolons =
      '\ufeffContent;Publish at;Accounts;Tags\r\n"Soup; with ""bread""\nand butter";2037-03-01 09:00;bakery;soup,lunch\r\n;;;\r\nCake;01.07.2037 15:30;mastodon:@bakery;\r\n'
    const [soup, cake] = await madeOf(semicolons, '?timezone=Europe/Berlin')
    expect(soup).toMatchObject({
      content: 'Soup; with "bread"\nand butter',
      status: 'scheduled',
      scheduledFor: '2037-03-01T08:00:00.000Z',
      platforms: [{ accountId: account.id }],
      tags: ['soup', 'lunch'],
    })
    expect(cake).toMatchObject({ scheduledFor: '2037-07-01T13:30:00.000Z' })
    const [one] = await madeOf(`sep=|\ncontent|accounts\nExcel wrote this|${account.id}\n`)
    expect(one).toMatchObject({ content: 'Excel wrote this', status: 'draft' })
  })

  it('is read as UTF-16 where it says so, and in another encoding where that is named', async () => {
    const text = 'content\taccounts\nBrötchen für 3 €\tbakery\n'
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    expect(await madeOf(utf16 as never)).toMatchObject([{ content: 'Brötchen für 3 €' }])
    const windows = Buffer.from('content,accounts\nBr\xf6tchen,bakery\n', 'latin1')
    const refused = await send(windows as never, '', { status: 400 })
    expect(refused).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field: 'data' } } })
    const named = await send(windows as never, '', { type: 'text/csv; charset=windows-1252' })
    expect(await postOf((await rows(named.id))[0]?.postId ?? null)).toMatchObject({ content: 'Brötchen' })
  })

  it('fills every part of a post', async () => {
    const csv = [
      'content,date,time,timezone,accounts,thread_2,thread_3,content_bluesky,first comment,first comment delay,mastodon.visibility,Draft',
      'One,2037-05-01,09:15,America/New_York,"bakery; garden",Two,Three,Only here,Well said,60,unlisted,',
      'Later,,,,"mastodon",,,,,,,yes',
    ].join('\n')
    const [one, later] = await madeOf(csv)
    expect(one).toMatchObject({
      scheduledFor: '2037-05-01T13:15:00.000Z',
      platforms: [{ accountId: account.id }, { accountId: other.id }],
      threadPosts: [{ content: 'Two' }, { content: 'Three' }],
      platformOverrides: { BLUESKY: { content: 'Only here' } },
      firstComment: 'Well said',
      platformMetadata: { MASTODON: { visibility: 'unlisted' } },
    })
    expect(later).toMatchObject({ status: 'draft', scheduledFor: null })
  })

  it.each([
    ['no headings that are known', 'Text of mine\nHello', 'no column content'],
    ['two columns for one field', 'content,text\nOne,Two', 'mean the same'],
    ['a quote that never ends', 'content\n"One', 'never closed'],
    ['nothing under its headings', 'content,accounts\n', 'no row'],
  ])('with %s is refused as a whole', async (_what, csv, words) => {
    const refused = await send(csv, '', { status: 400 })
    expect(refused).toMatchObject({
      error: { code: 'VALIDATION_ERROR', message: expect.stringContaining(words) as string },
    })
  })

  it('warns of columns that nobody reads', async () => {
    const made = await send('content,accounts,Notes,sheduled_for\nHello there,bakery,mine,', '?dryRun=true')
    expect(made.warnings.map(({ field }) => field)).toEqual(['Notes', 'sheduled_for'])
  })

  it.each([
    ['a time that can be read in two ways', '3/4/2037 09:00', 'scheduledFor', 'INVALID_DATE', 'dateFormat'],
    ['a day without a time', '2037-03-04', 'scheduledFor', 'INVALID_DATE', 'time of day'],
    ['a day that does not exist', '2037-02-30 09:00', 'scheduledFor', 'INVALID_DATE', 'no day'],
    ['a time that is over', '2020-02-01 09:00', 'scheduledFor', 'VALIDATION_ERROR', 'past'],
  ])('reports %s, under its own heading', async (_what, when, field, code, words) => {
    const made = await send(
      `content,when,accounts\nHello,${when},bakery`.replace('when', 'Publish at'),
      '?dryRun=true',
    )
    expect(await rows(made.id)).toMatchObject([
      {
        number: 2,
        status: 'failed',
        errors: [{ field, column: 'Publish at', code, message: expect.stringContaining(words) as string }],
      },
    ])
  })

  it('reads days as dateFormat says', async () => {
    const csv = (content: string): string => `content,date,accounts\n${content},3/4/2037 9:00 pm,bakery`
    const [days] = await madeOf(csv('Days first'), '?dateFormat=dmy')
    const [months] = await madeOf(csv('Months first'), '?dateFormat=MDY')
    expect([days?.scheduledFor, months?.scheduledFor]).toEqual([
      '2037-04-03T21:00:00.000Z',
      '2037-03-04T21:00:00.000Z',
    ])
  })

  it('names accounts that are missing, with how many rows wait for each, before anything is made', async () => {
    const csv = 'content,accounts\nOne,mastodon:nobody\nTwo,mastodon:nobody\nThree,bakery\nFour,everybody'
    const made = await send(csv, '?dryRun=true')
    expect(made).toMatchObject({
      dryRun: true,
      rows: { total: 4, valid: 1, failed: 3 },
      missingAccounts: [
        { account: 'mastodon:nobody', rows: 2 },
        { account: 'everybody', rows: 1 },
      ],
    })
    const renamed = await run({
      format: 'csv',
      data: csv,
      dryRun: true,
      accounts: { 'mastodon:nobody': account.id, everybody: other.id },
    })
    expect(renamed).toMatchObject({ rows: { valid: 4 }, missingAccounts: [] })
  })
})

describe('rows of JSON', () => {
  it('are posts as POST /v1/posts takes them, with names instead of ids', async () => {
    const made = await run({
      format: 'json',
      timezone: 'Asia/Kolkata',
      rows: [
        {
          content: 'By name',
          accounts: ['garden'],
          scheduledFor: '2037-01-02T10:00',
          metadata: { of: 'mine' },
        },
        { content: 'By id', accountIds: [account.id] },
        'nothing',
        { accountIds: [account.id] },
      ],
    })
    expect(made).toMatchObject({ rows: { total: 4, created: 2, failed: 2 } })
    const report = await rows(made.id)
    expect(report.map(({ number, status }) => [number, status])).toEqual([
      [1, 'created'],
      [2, 'created'],
      [3, 'failed'],
      [4, 'failed'],
    ])
    expect(report[3]?.errors).toMatchObject([{ field: 'content', message: 'content: is required.' }])
    expect(await postOf(report[0]?.postId ?? null)).toMatchObject({
      scheduledFor: '2037-01-02T04:30:00.000Z',
    })
  })

  it('are imported once: what was made is skipped, what was mended is made', async () => {
    const good = { externalId: 'spring-1', content: 'Good', accountIds: [account.id] }
    const nameless = { content: 'Nameless', accountIds: [account.id] }
    const first = await run({ format: 'json', rows: [good, nameless, nameless, { content: 'No account' }] })
    expect(first.rows).toMatchObject({ created: 3, failed: 1 })
    const before = await rows(first.id)
    const mended = { content: 'No account', accounts: ['bakery'] }
    const second = await run({
      format: 'json',
      rows: [{ ...good, content: 'Good, in other words' }, nameless, nameless, mended],
    })
    expect(second.rows).toMatchObject({ skipped: 3, created: 1 })
    const after = await rows(second.id)
    expect(after.slice(0, 3).map(({ postId }) => postId)).toEqual(
      before.slice(0, 3).map(({ postId }) => postId),
    )
    expect(after[0]?.warnings).toMatchObject([{ code: 'IMPORTED_BEFORE' }])
    // A post that was deleted may be imported again.
    await house.call('DELETE', `/v1/posts/${String(before[0]?.postId)}`)
    expect((await run({ format: 'json', rows: [good] })).rows).toMatchObject({ created: 1 })
  })

  it('may not have one externalId twice', async () => {
    const row = { externalId: 'twice', content: 'Twice', accountIds: [account.id] }
    const made = await run({ format: 'json', rows: [row, row], dryRun: true })
    expect(await rows(made.id)).toMatchObject([
      { status: 'valid' },
      { status: 'failed', errors: [{ field: 'externalId', code: 'DUPLICATE' }] },
    ])
  })

  it('go through approval where the workspace asks for it', async () => {
    const { workspaceId, userId } = await house.call<Record<string, string>>('GET', '/v1/auth/me')
    const workflow = await house.call<{ id: string }>(
      'POST',
      `/v1/workspaces/${String(workspaceId)}/approval-workflows`,
      { name: 'Four eyes', steps: [{ order: 1, role: 'Owner', approverIds: [userId] }] },
    )
    await house.call('PATCH', `/v1/workspaces/${String(workspaceId)}`, {
      settings: { approvalWorkflowId: workflow.id },
    })
    const member = await house.call<{ id: string; userId: string }>('POST', '/v1/members', {
      email: 'editor@example.com',
      name: 'Ed',
      role: 'editor',
      password: 'a long enough password',
    })
    const { key } = await house.call<{ key: string }>('POST', '/v1/api-keys', {
      name: 'Editor',
      scopes: ['posts:write', 'accounts:read'],
      userId: member.userId ?? member.id,
    })
    const rowsOfFile = [
      { content: 'Ask first', accountIds: [account.id], scheduledFor: '2037-01-01T00:00:00Z' },
    ]
    const made = await run({ format: 'json', rows: rowsOfFile }, key)
    const [row] = await rows(made.id)
    expect(await postOf(row?.postId ?? null)).toMatchObject({ status: 'pending_approval' })
    await house.call('PATCH', `/v1/workspaces/${String(workspaceId)}`, {
      settings: { approvalWorkflowId: null },
    })
  })

  it('stop when the import is cancelled', async () => {
    const awaited = await house.call<{ id: string }>('POST', '/v1/imports', {
      format: 'json',
      sizeBytes: 500,
    })
    expect(await house.call('POST', `/v1/imports/${awaited.id}/cancel`)).toMatchObject({
      status: 'cancelled',
    })
    await house.call('POST', `/v1/imports/${awaited.id}/cancel`, undefined, { status: 409 })
  })
})
