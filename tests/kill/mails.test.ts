import { expect, it, onTestFinished } from 'vitest'
import { startMailServer } from '../support/mail-server.js'
import { startFleet } from './fleet.js'

type Made = { id: string }

it(
  'a worker that is killed after the mail server took a mail leaves it to the next, who sends it with the same Message-ID',
  { timeout: 120_000 },
  async () => {
    const server = await startMailServer()
    const fleet = await startFleet({ env: { SMTP_URL: server.url, MAIL_FROM: 'post@example.com' } })
    onTestFinished(fleet.stop, 60_000)
    const { workspaceId, userId } = await fleet.call<Record<string, string>>('GET', '/v1/auth/me')
    const account = await fleet.call<Made>('POST', '/sandbox/accounts', { platform: 'mastodon' })
    const workflow = await fleet.call<Made>(
      'POST',
      `/v1/workspaces/${workspaceId ?? ''}/approval-workflows`,
      {
        name: 'Content Review',
        steps: [{ order: 1, role: 'Owner', approverIds: [userId] }],
      },
    )
    const post = await fleet.call<Made>('POST', '/v1/posts', { content: 'Soup', accountIds: [account.id] })
    const first = await fleet.startWorker('mail-sent')
    await fleet.call('POST', `/v1/posts/${post.id}/start-approval`, { workflowId: workflow.id })
    expect((await first.ended).how).toBe('SIGKILL')

    const second = await fleet.startWorker(null)
    await server.until(2)
    const mails = (): Promise<object[]> => fleet.db.query({ text: 'select status, tries from mails' })
    await expect.poll(mails).toEqual([{ status: 'sent', tries: 1 }])
    const ids = server.mails.map(({ text }) => /^Message-ID: (.+)\r$/m.exec(text)?.[1])
    expect(ids).toEqual([ids[0], ids[0]])
    second.kill()
  },
)
