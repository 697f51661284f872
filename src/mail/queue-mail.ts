import { newId } from '../kit/ids.js'
import type { Seal } from '../kit/seal.js'
import type { Tx } from '../store/database.js'
import { insertMails } from '../store/mails.js'

/** Where mails go that are to be sent. `publicUrl`: how people reach this server. */
export type Outbox = { publicUrl: string }

/** A link that opens something, as it is kept until its mail is sent. */
export function sealedLink(seal: Pick<Seal, 'seal'>, address: string): Buffer {
  return seal.seal(address, linkPurpose)
}
export const linkPurpose = 'mail-link'

/** Queues one mail for each of some people, in the transaction that gives the reason. The caller wakes the workers after the commit. */
export async function queueMails(
  tx: Tx,
  workspaceId: string,
  recipients: readonly string[],
  mail: { subject: string; body: string; link?: Buffer },
): Promise<void> {
  if (recipients.length === 0) return
  // A line end would begin another header.
  const subject = mail.subject.replaceAll(/\s+/g, ' ').trim()
  await insertMails(
    tx,
    recipients.map((recipient) => ({
      id: newId('mail'),
      workspaceId,
      recipient,
      subject,
      body: mail.body,
      sealedLink: mail.link ?? null,
    })),
  )
}
