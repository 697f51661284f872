import { beforeEach, expect, it } from 'vitest'
import { createSeal } from '../../src/kit/seal.js'
import { Secret } from '../../src/kit/secret.js'
import { queueMails } from '../../src/mail/queue-mail.js'
import { sendMail, type SendMailDeps } from '../../src/mail/send-mail.js'
import { claimDue, voidLeases } from '../../src/store/claims.js'
import { approvalsRoom } from '../support/approvals-room.js'
import { aWorkspace } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { startHouse, type PostView } from '../support/house.js'
import { startMailServer } from '../support/mail-server.js'

const server = await startMailServer()
beforeEach(() => {
  server.mails.length = 0
})

it('approvers get a mail when their step opens, and nobody else does', async () => {
  const house = await startHouse({ SMTP_URL: server.url, MAIL_FROM: 'VoxBurst <post@example.com>' })
  const room = await approvalsRoom(house)
  const [first, second] = [await room.person('approver'), await room.person('approver')]
  const workflow = await room.workflow([first], [second])
  await server.until(2)
  server.mails.length = 0
  const { id: accountId } = await house.account('mastodon')
  const post = await house.call<PostView>('POST', '/v1/posts', {
    content: 'Ölsardinen 🐟 today',
    accountIds: [accountId],
  })

  await house.call('POST', `/v1/posts/${post.id}/start-approval`, { workflowId: workflow.id })
  await server.until(1)
  await first.call('POST', `/v1/posts/${post.id}/approve`)
  await server.until(2)

  const [toFirst, toSecond] = server.mails
  expect(server.mails).toHaveLength(2)
  expect(toFirst).toMatchObject({
    from: 'post@example.com',
    to: [expect.stringMatching(/^approver-1-/)],
    user: 'post',
  })
  expect(toSecond).toMatchObject({ to: [expect.stringMatching(/^approver-2-/)] })
  expect(decoded(toFirst?.text)).toContain('Ölsardinen 🐟 today')
  expect(decoded(toFirst?.text)).toContain(`/v1/posts/${post.id}/approve`)
  expect(toFirst?.text).toMatch(/^Subject: A post waits for your approval: Content Review\r$/m)
})

it('a server without SMTP_URL queues none', async () => {
  const house = await startHouse()
  const room = await approvalsRoom(house)
  const workflow = await room.workflow([await room.person('approver')])
  const { id: accountId } = await house.account('mastodon')
  const post = await house.call<PostView>('POST', '/v1/posts', { content: 'Soup', accountIds: [accountId] })
  await house.call('POST', `/v1/posts/${post.id}/start-approval`, { workflowId: workflow.id })
  expect(await house.db.query({ text: 'select from mails' })).toEqual([])
})

const db = await testDatabase()
const home = await aWorkspace(db)
const said: unknown[] = []
const seal = createSeal('a secret key for tests')
const deps = (url: string): SendMailDeps => ({
  db,
  seal,
  smtp: { url: new Secret(url), from: 'post@example.com' },
  log: (message, facts) => said.push([message, facts]),
})

/** Claims what is due, as a worker does, and sends it. */
async function work(url = server.url): Promise<number> {
  const claimed = await claimDue(db, 'mails', {
    mode: 'sandbox',
    workerId: '1',
    limit: 10,
    perGroup: 10,
    passOver: [],
  })
  for (const lease of claimed) await sendMail(deps(url), lease)
  return claimed.length
}

async function aMail(subject = 'Look'): Promise<{ row: () => Promise<Record<string, unknown> | undefined> }> {
  await db.query({ text: 'truncate mails' })
  await db.transaction((tx) =>
    queueMails(tx, home.workspaceId, ['ann@example.com'], { subject, body: 'Please look.' }),
  )
  return { row: async () => (await db.query({ text: 'select status, tries, error from mails' }))[0] }
}

async function advance(ms: number): Promise<void> {
  await db.query({ text: 'select vb_advance($1)', values: [ms] })
}

it('one that the mail server does not take now is tried again, one that it never takes is given up', async () => {
  const later = await aMail()
  server.refusals.push(451)
  expect(await work()).toBe(1)
  expect(await later.row()).toMatchObject({
    status: 'pending',
    tries: 1,
    error: expect.stringContaining('451') as string,
  })
  expect(await work()).toBe(0)
  await advance(60_000)
  await work()
  expect(await later.row()).toMatchObject({ status: 'sent', tries: 2, error: null })

  const never = await aMail()
  server.refusals.push(550)
  await work()
  expect(await never.row()).toMatchObject({ status: 'failed', tries: 1 })
  await advance(86_400_000)
  expect(await work()).toBe(0)
})

it('a wrong password is told without the password, and mended in time the mail still goes out', async () => {
  const mail = await aMail()
  said.length = 0
  await work(server.url.replace('secret', 'hunter2'))
  expect(await mail.row()).toMatchObject({
    status: 'pending',
    error: expect.stringContaining('EAUTH') as string,
  })
  expect(JSON.stringify([said, await mail.row()])).not.toContain('hunter2')
  await advance(60_000)
  await work()
  expect(await mail.row()).toMatchObject({ status: 'sent' })
})

it('one whose worker died is sent by the next, with the same Message-ID', async () => {
  const mail = await aMail()
  const [lease] = await claimDue(db, 'mails', {
    mode: 'sandbox',
    workerId: '1',
    limit: 1,
    perGroup: 1,
    passOver: [],
  })
  if (lease === undefined) throw new Error('nothing was claimed')
  // The mail server took it, and the worker died before it noted that.
  await sendMail({ ...deps(server.url), db: { query: readOnly } }, lease).catch(() => undefined)
  expect(await mail.row()).toMatchObject({ status: 'pending' })
  expect(await work()).toBe(0)
  await voidLeases(db, '1')
  expect(await work()).toBe(1)
  expect(await mail.row()).toMatchObject({ status: 'sent' })
  const ids = server.mails.map(({ text }) => /^Message-ID: (.+)\r$/m.exec(text)?.[1])
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
})

it('a subject cannot begin another header', async () => {
  await aMail('Look\r\nBcc: everybody@example.com')
  await work()
  expect(server.mails[0]?.text).toMatch(/^Subject: Look Bcc: everybody@example.com\r$/m)
  expect(server.mails[0]?.to).toEqual(['ann@example.com'])
})

const readOnly: typeof db.query = (statement) =>
  statement.text.trimStart().startsWith('update') ? Promise.reject(new Error('killed')) : db.query(statement)

/** The text of a mail, whichever way it was packed for the journey. */
function decoded(mail = ''): string {
  const [head = '', ...body] = mail.split('\r\n\r\n')
  const packed = body.join('\r\n\r\n')
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(packed, 'base64').toString('utf8')
  if (!/^Content-Transfer-Encoding: quoted-printable/im.test(head)) return packed
  const bytes = packed
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
