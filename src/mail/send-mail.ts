import type { Seal } from '../kit/seal.js'
import type { Secret } from '../kit/secret.js'
import { failpoint } from '../kit/failpoint.js'
import type { Lease } from '../store/claims.js'
import type { Db } from '../store/database.js'
import { readLeasedMail, recordMail, type LeasedMail } from '../store/mails.js'
import { linkPurpose } from './queue-mail.js'

export type SendMailDeps = {
  db: Db
  seal: Pick<Seal, 'open'>
  smtp: { url: Secret; from: string }
  log: (message: string, facts?: Record<string, unknown>) => void
}

const minuteMs = 60_000
/** Pauses before the next try; after the last one the mail is given up, some nine hours later. */
const pausesMs = [minuteMs, 5 * minuteMs, 30 * minuteMs, 2 * 60 * minuteMs, 6 * 60 * minuteMs]
const timeoutMs = 20_000

/**
 * Sends one mail once and records what came of it. A mail whose answer was lost is sent again: it keeps its Message-ID,
 * by which mail servers and programs know a repeat.
 */
export async function sendMail({ db, seal, smtp, log }: SendMailDeps, lease: Lease): Promise<void> {
  const mail = await readLeasedMail(db, lease)
  if (mail === null) return
  const refusal = await send({ smtp, seal }, mail)
  failpoint('mail-sent')
  const againInMs = refusal === null || refusal.isFinal ? null : (pausesMs[mail.tries] ?? null)
  await recordMail(db, lease, { error: refusal?.reason ?? null, againInMs })
  if (refusal !== null)
    log(againInMs === null ? 'A mail was given up' : 'A mail was not sent; it is tried again', {
      mailId: mail.id,
      reason: refusal.reason,
    })
}

type Refusal = { reason: string; isFinal: boolean }

function textOf({ body, sealed_link: link }: LeasedMail, seal: SendMailDeps['seal']): string {
  return link === null ? body : `${body}\n\n${String(seal.open(link, linkPurpose))}\n`
}

/** Null: the mail server took it. */
async function send(
  { smtp: { url, from }, seal }: Pick<SendMailDeps, 'smtp' | 'seal'>,
  mail: LeasedMail,
): Promise<Refusal | null> {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    url: url.reveal(),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from,
      to: { name: '', address: mail.recipient },
      subject: mail.subject,
      text: textOf(mail, seal),
      messageId: `<${mail.id}@voxburst>`,
    })
    return null
  } catch (error) {
    // The code of the mail server and its words about the address; never the URL, which has the password in it.
    const { code = 'ERROR', responseCode, response = '' } = error as SmtpFault
    return {
      reason: [code, response].join(' ').trim().slice(0, 500),
      isFinal: responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH',
    }
  } finally {
    transport.close()
  }
}

type SmtpFault = { code?: string; responseCode?: number; response?: string }
