import type { Db, Tx } from './database.js'

export type WebhookRow = {
  id: string
  workspace_id: string
  url: string
  events: string[]
  enabled: boolean
  secret: Buffer
  previous_secret: Buffer | null
  disabled_reason: string | null
  last_delivery_at: Date | null
  failure_count: number
  created_at: Date
}

export async function insertWebhook(
  tx: Tx,
  webhook: {
    id: string
    workspaceId: string
    url: string
    events: readonly string[]
    enabled: boolean
    secret: Buffer
  },
): Promise<WebhookRow> {
  const [row] = await tx.query<WebhookRow>({
    name: 'insert-webhook',
    text: 'insert into webhooks (id, workspace_id, url, events, enabled, secret) values ($1, $2, $3, $4, $5, $6) returning *',
    values: [webhook.id, webhook.workspaceId, webhook.url, webhook.events, webhook.enabled, webhook.secret],
  })
  if (row === undefined) throw new Error('The webhook was not written')
  return row
}

export async function findWebhook(db: Db, workspaceId: string, id: string): Promise<WebhookRow | null> {
  const [row] = await db.query<WebhookRow>({
    name: 'find-webhook',
    text: 'select * from webhooks where workspace_id = $1 and id = $2',
    values: [workspaceId, id],
  })
  return row ?? null
}

export async function listWebhooks(
  db: Db,
  workspaceId: string,
  page: { afterId: string | null; limit: number },
): Promise<WebhookRow[]> {
  return db.query<WebhookRow>({
    name: 'list-webhooks',
    text: 'select * from webhooks where workspace_id = $1 and ($2::text is null or id > $2) order by id limit $3',
    values: [workspaceId, page.afterId, page.limit],
  })
}

export async function countWebhooks(db: Db, workspaceId: string): Promise<number> {
  const [row] = await db.query<{ webhooks: number }>({
    name: 'count-webhooks',
    text: 'select count(*)::integer as webhooks from webhooks where workspace_id = $1',
    values: [workspaceId],
  })
  return row?.webhooks ?? 0
}

/** How many are off because their receivers failed; for metrics. */
export async function countSwitchedOff(db: Db): Promise<number> {
  const [row] = await db.query<{ webhooks: number }>({
    text: 'select count(*)::integer as webhooks from webhooks where not enabled and disabled_reason is not null',
  })
  return row?.webhooks ?? 0
}

/** Switching on again, or another address, forgets the failures. */
export async function updateWebhook(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { url: string | null; events: readonly string[] | null; enabled: boolean | null },
): Promise<WebhookRow | null> {
  const [row] = await tx.query<WebhookRow>({
    name: 'update-webhook',
    text: `
      update webhooks set url = coalesce($3, url), events = coalesce($4, events), enabled = coalesce($5, enabled),
        disabled_reason = case when $5 is null then disabled_reason end,
        failing_since = case when not (coalesce($5, false) or coalesce($3 <> url, false)) then failing_since end,
        failure_count = case when coalesce($5, false) or coalesce($3 <> url, false) then 0 else failure_count end, updated_at = vb_now()
      where workspace_id = $1 and id = $2 returning *`,
    values: [workspaceId, id, change.url, change.events, change.enabled],
  })
  return row ?? null
}

/** Deliveries go first: recording a try locks in the same order, so that the two never wait for each other. */
export async function deleteWebhook(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  await tx.query({
    name: 'delete-deliveries-of-webhook',
    text: 'delete from deliveries where workspace_id = $1 and webhook_id = $2',
    values: [workspaceId, id],
  })
  const rows = await tx.query({
    name: 'delete-webhook',
    text: 'delete from webhooks where workspace_id = $1 and id = $2 returning id',
    values: [workspaceId, id],
  })
  return rows.length === 1
}

/** The former secret signs beside the new one for a day. */
export async function rotateSecret(
  tx: Tx,
  workspaceId: string,
  id: string,
  secret: Buffer,
): Promise<WebhookRow | null> {
  const [row] = await tx.query<WebhookRow>({
    name: 'rotate-secret',
    text: `update webhooks set previous_secret = secret, previous_until = vb_now() + interval '24 hours', secret = $3, updated_at = vb_now()
           where workspace_id = $1 and id = $2 returning *`,
    values: [workspaceId, id, secret],
  })
  return row ?? null
}

/** False when it was off already. */
export async function disableWebhook(tx: Tx, id: string, reason: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'disable-webhook',
    text: 'update webhooks set enabled = false, disabled_reason = $2, updated_at = vb_now() where id = $1 and enabled returning id',
    values: [id, reason],
  })
  return rows.length === 1
}
