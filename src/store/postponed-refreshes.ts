import type { Db } from './database.js'

/**
 * A refresh that failed without the network saying no: the old tokens stay, and it is tried again with growing
 * pauses, or at `notBefore` where the answer was lost and the old access token works until then.
 */
export async function postponeRefresh(
  db: Db,
  id: string,
  lease: string,
  notBefore: Date | null,
): Promise<void> {
  await db.query({
    name: 'postpone-refresh',
    text: `update accounts set tries = tries + 1, lease_token = null, lease_until = null, worker_id = null,
             run_at = case when status = 'disconnected' then vb_now() when status <> 'active' then 'infinity'
               when $3::timestamptz is null then vb_now() + least(600, 15 * 2 ^ least(tries, 6)) * interval '1 second'
               else greatest($3, vb_now() + interval '1 second') end
           where id = $1 and lease_token = $2`,
    values: [id, lease, notBefore],
  })
}

/**
 * Until when the access of an account works whose last refresh got no answer: it waits for that (see
 * `postponeRefresh`), since the network may have renewed the tokens, and asking with the old ones may end the access.
 * Null for every other account.
 */
export async function waitsForEndOfAccess(db: Db, id: string): Promise<Date | null> {
  const [row] = await db.query<{ until: Date }>({
    text: `select token_expires_at as until from accounts
           where id = $1 and status = 'active' and tries > 0 and token_expires_at > vb_now() + interval '61 seconds'
             and run_at >= token_expires_at - interval '61 seconds'`,
    values: [id],
  })
  return row?.until ?? null
}
