import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll } from 'vitest'

export type Mail = { from: string; to: string[]; text: string; user: string | undefined }

export type MailServer = {
  url: string
  mails: Mail[]
  /** What the next mails are answered with instead of being taken: 4xx or 5xx. */
  refusals: number[]
  /** Resolves when that many mails have come. */
  until: (count: number) => Promise<Mail[]>
}

/** A mail server over real SMTP on a free port, which wants user and password. Ends with the test file. */
export async function startMailServer(): Promise<MailServer> {
  const mails: Mail[] = []
  const refusals: number[] = []
  const users = new Map<string, string>()
  let onMail: () => void = () => undefined
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, session, done) {
      if (username !== 'post' || password !== 'secret') return done(new Error('Wrong user or password'))
      users.set(session.id, username)
      done(null, { user: username })
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const refusal = refusals.shift()
        if (refusal !== undefined) return done(Object.assign(new Error('Not now'), { responseCode: refusal }))
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((each) => each.address),
          text: Buffer.concat(chunks).toString('utf8'),
          user: users.get(session.id),
        })
        onMail()
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://post:secret@127.0.0.1:${String(port)}`,
    mails,
    refusals,
    async until(count) {
      while (mails.length < count) await new Promise<void>((resolve) => (onMail = resolve))
      return mails
    },
  }
}
