import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { newId } from '../src/kit/ids.js'
import { secretPurpose } from '../src/webhooks/deliver.js'
import { newSecret, signatureHeaders } from '../src/webhooks/sign.js'
import { hammer, rate, type Section } from './figures.js'
import type { House } from './house.js'

const webhooks = 16

/** Deliveries that are all due, beside a bare loop that signs and posts the same body. The worker must run. */
export async function measureWebhooks(house: House, count: number): Promise<Section> {
  const receiver = fork(fileURLToPath(new URL('bare-receiver.ts', import.meta.url)), {
    execArgv: process.execArgv,
  })
  const [{ port }] = (await once(receiver, 'message')) as [{ port: number }]
  const url = `http://127.0.0.1:${String(port)}`
  try {
    const data = { id: newId('post'), status: 'PUBLISHED', content: 'x'.repeat(600), platforms: [] }
    const pool = new Pool(url, { connections: 64 })
    const secret = newSecret()
    const raw = await hammer({ atOnce: 64, forMs: 3_000 }, async () => {
      const eventId = newId('evt')
      const body = JSON.stringify({
        id: eventId,
        type: 'post.published',
        createdAt: new Date().toISOString(),
        data,
      })
      const headers = signatureHeaders({
        eventId,
        deliveryId: newId('dlv'),
        eventType: 'post.published',
        body,
        unixSeconds: Math.floor(Date.now() / 1_000),
        secrets: [secret],
        tries: 1,
      })
      const answer = await pool.request({
        method: 'POST',
        path: '/',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      })
      await answer.body.text()
    })
    await pool.close()
    const ours = await drain(house, url, count, data)
    return {
      title: 'Webhooks',
      note: `${count.toLocaleString('en')} deliveries to ${String(webhooks)} webhooks, each signed, sent and recorded; the raw limit signs and posts the same body in a loop, 64 at once, and records nothing.`,
      figures: [rate({ what: 'deliveries', value: ours, raw: raw.perSecond, atLeast: 0.5 })],
    }
  } finally {
    receiver.disconnect()
  }
}

async function drain(house: House, url: string, count: number, data: object): Promise<number> {
  const ids = Array.from({ length: webhooks }, () => newId('wh'))
  const { workspaceId } = house.home
  await house.db.query({
    text: `insert into webhooks (id, workspace_id, url, events, secret) select id, $2, $3, '{*}', secret from unnest($1::text[], $4::bytea[]) as given (id, secret)`,
    values: [ids, workspaceId, url, ids.map((id) => house.seal.seal(newSecret(), secretPurpose(id)))],
  })
  await house.db.query({
    text: `
      with event as (
        insert into events (id, workspace_id, type, data) select vb_id('evt'), $1, 'post.published', $2 from generate_series(1, $3::int) returning id
      )
      insert into deliveries (id, workspace_id, webhook_id, event_id, run_at)
      select vb_id('dlv'), $1, ($4::text[])[1 + (row_number() over ())::int % $5], id, vb_now() + interval '1 second' from event`,
    values: [workspaceId, JSON.stringify(data), count, ids, webhooks],
  })
  for (;;) {
    const [row] = await house.db.query<{ n: string; seconds: number }>({
      text: `select count(*) filter (where delivered_at is not null) as n,
               extract(epoch from max(delivered_at) - min(delivered_at))::float8 as seconds from deliveries where webhook_id = any ($1)`,
      values: [ids],
    })
    if (row !== undefined && Number(row.n) === count) {
      await house.db.query({ text: 'delete from webhooks where id = any ($1)', values: [ids] })
      return count / row.seconds
    }
    await pause(200)
  }
}
