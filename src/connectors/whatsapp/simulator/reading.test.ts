import { expect, it } from 'vitest'
import { errorIn, idIn, regular, startWhatsapp, whatsappClient } from '../../../../tests/support/whatsapp.js'

const client = await startWhatsapp()
const { signIn } = whatsappClient(client)
const business = await signIn({ username: 'harbour', displayName: 'The Harbour' })
const { call, phoneId, wabaId, text } = business

it('section 8: a number answers with four fields unasked, and with those that are asked for', async () => {
  const { body } = await call('GET', `/${phoneId}`)
  expect(Object.keys(body as object)).toEqual([
    'id',
    'display_phone_number',
    'verified_name',
    'quality_rating',
  ])
  expect(body).toMatchObject({ id: phoneId, verified_name: 'The Harbour', quality_rating: 'GREEN' })
  const asked = await call('GET', `/${phoneId}?fields=messaging_limit_tier,throughput,name_status`)
  expect(asked.body).toEqual({
    id: phoneId,
    messaging_limit_tier: 'TIER_10K',
    throughput: { level: 'STANDARD' },
    name_status: 'APPROVED',
  })
  expect(errorIn(await call('GET', `/${phoneId}?fields=followers`))).toMatchObject({ code: 100 })
})

it('section 2: a business has an account, which has a number, which has a profile', async () => {
  const { body } = await call('GET', `/${wabaId}?fields=owner_business_info`)
  const { id } = (body as { owner_business_info: { id: string } }).owner_business_info
  const owned = await call('GET', `/${id}/owned_whatsapp_business_accounts`)
  expect(owned.body).toMatchObject({ data: [{ id: wabaId, name: 'The Harbour', currency: 'USD' }] })
  expect(
    (await call('GET', `/${id}/client_whatsapp_business_accounts`).catch(() => null))?.body ?? { data: [] },
  ).toEqual({ data: [] })
  const other = await signIn()
  const foreign = await other.call('GET', `/${id}/owned_whatsapp_business_accounts`)
  expect(errorIn(foreign)).toMatchObject({ code: 100 })
  const numbers = await call(
    'GET',
    `/${wabaId}/phone_numbers?fields=id,display_phone_number,verified_name,status`,
  )
  expect(numbers.body).toMatchObject({ data: [{ id: phoneId, status: 'LINKED' }], paging: { cursors: {} } })
  const profile = await call('GET', `/${phoneId}/whatsapp_business_profile?fields=about,profile_picture_url`)
  const [shown] = (profile.body as { data: { profile_picture_url: string; messaging_product: string }[] })
    .data
  expect(shown?.messaging_product).toBe('whatsapp')
  const picture = await client.call('GET', shown?.profile_picture_url ?? '')
  expect(picture.headers.get('content-type')).toBe('image/svg+xml')
})

it('section 6: the history tells what came of a message, and neither who it went to nor what it said', async () => {
  const sent = await text(regular, 'A secret soup', { biz_opaque_callback_data: 'token' })
  await client.control.advance(2_000)
  const found = await call(
    'GET',
    `/${phoneId}/message_history?message_id=${idIn(sent)}&fields=id,message_id,events{delivery_status,timestamp,webhook_update_state}`,
  )
  expect(found.body).toMatchObject({
    data: [
      {
        message_id: idIn(sent),
        events: { data: [{ delivery_status: 'SENT' }, { delivery_status: 'DELIVERED' }] },
      },
    ],
  })
  for (const secret of ['soup', 'token', regular]) expect(found.text).not.toContain(secret)
  await client.control.advance(5_000)
  const [entry] = (found.body as { data: { id: string }[] }).data
  const events = await call('GET', `/${entry?.id ?? ''}/events`)
  const statuses = (events.body as { data: { node: { delivery_status: string } }[] }).data
  expect(statuses.map(({ node }) => node.delivery_status)).toEqual(['SENT', 'DELIVERED', 'READ'])
  const read = await call('GET', `/${entry?.id ?? ''}/events?status_filter=READ`)
  expect((read.body as { data: unknown[] }).data).toHaveLength(1)
  const none = await call('GET', `/${phoneId}/message_history?message_id=wamid.nothing`)
  expect(none.body).toMatchObject({ data: [] })
  const other = await signIn()
  const theirs = await other.call('GET', `/${other.phoneId}/message_history?message_id=${idIn(sent)}`)
  expect(theirs.body).toMatchObject({ data: [] })
  expect(errorIn(await other.call('GET', `/${entry?.id ?? ''}/events`))).toMatchObject({ code: 100 })
})

it('a person whose number ends in 0 does not tell what was read', async () => {
  const sent = await text('15550100010')
  await client.control.advance(60_000)
  const { text: said } = await call(
    'GET',
    `/${phoneId}/message_history?message_id=${idIn(sent)}&fields=events{delivery_status}`,
  )
  expect([said.includes('DELIVERED'), said.includes('READ')]).toEqual([true, false])
})

it('lists come in pages, newest first', async () => {
  const lister = await signIn()
  const ids: string[] = []
  for (let count = 0; count < 5; count += 1)
    ids.unshift(idIn(await lister.text(`1555010000${String(count + 1)}`)))
  const seen: string[] = []
  let path = `/${lister.phoneId}/message_history?limit=2`
  for (;;) {
    const { body } = await lister.call('GET', path)
    const { data, paging } = body as {
      data: { message_id: string }[]
      paging?: { cursors: { after: string }; next?: string }
    }
    seen.push(...data.map((each) => each.message_id))
    if (paging?.next === undefined) break
    path = `/${lister.phoneId}/message_history?limit=2&after=${encodeURIComponent(paging.cursors.after)}`
  }
  expect(seen).toEqual(ids)
})

it('section 7: what was sent and what arrived is counted by day, 90 days back', async () => {
  const counted = await signIn()
  const now = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
  const read = async (start: number, end: number, granularity = 'DAY') => {
    const fields = `analytics.start(${String(start)}).end(${String(end)}).granularity(${granularity})`
    const { body } = await counted.call('GET', `/${counted.wabaId}?fields=${encodeURIComponent(fields)}`)
    return (body as { analytics: { data_points: { start: number; sent: number; delivered: number }[] } })
      .analytics.data_points
  }
  const past = await read(now - 100 * 86_400, now)
  expect(past).toHaveLength(90)
  expect(past.every(({ sent, delivered }) => sent > delivered && delivered > 0)).toBe(true)
  const tomorrow = now + 86_400
  const before = await read(now - 60, tomorrow)
  await counted.text(regular)
  await counted.template('1555131026', 'hello_world')
  await client.control.advance(5_000)
  const after = await read(now - 60, tomorrow)
  const sum = (points: typeof after) =>
    points.reduce((all, { sent, delivered }) => [(all[0] ?? 0) + sent, (all[1] ?? 0) + delivered], [0, 0])
  const [[sent = 0, delivered = 0], [sentBefore = 0, deliveredBefore = 0]] = [sum(after), sum(before)]
  // What failed was never sent.
  expect([sent - sentBefore, delivered - deliveredBefore]).toEqual([1, 1])
  expect((await read(now - 90 * 86_400, now, 'MONTH')).length).toBeLessThan(6)
  const wrong = await counted.call(
    'GET',
    `/${counted.wabaId}?fields=analytics.start(1).end(2).granularity(YEAR)`,
  )
  expect(errorIn(wrong)).toMatchObject({ code: 100 })
})

it('groups are made, found and read', async () => {
  const path = `/${phoneId}/groups`
  const made = await call('POST', path, { messaging_product: 'whatsapp', subject: 'Soup of the day' })
  expect(made.body).toMatchObject({ messaging_product: 'whatsapp', request_id: expect.any(String) as string })
  const { body } = await call('GET', path)
  const { groups } = (body as { data: { groups: { id: string; subject: string }[] } }).data
  expect(groups.map(({ subject }) => subject)).toEqual(['Regulars', 'Soup of the day'])
  const one = await call('GET', `/${groups[0]?.id ?? ''}?fields=subject,total_participant_count`)
  expect(one.body).toEqual({ id: groups[0]?.id, subject: 'Regulars', total_participant_count: 3 })
  const refused = [
    await call('POST', path, { messaging_product: 'whatsapp' }),
    await call('POST', path, { messaging_product: 'whatsapp', subject: 's'.repeat(129) }),
    await call('POST', path, { messaging_product: 'whatsapp', subject: 's', join_approval_mode: 'never' }),
  ]
  expect(refused.map((each) => errorIn(each).code)).toEqual([100, 100, 100])
})

it('the telephone of a person shows what came, and writes', async () => {
  const page = 'https://web.whatsapp.com/chats/4915110000005'
  const empty = await client.call('GET', page)
  expect(empty.text).toContain('Nothing has come yet')
  const wrote = await client.call('POST', page, { body: new URLSearchParams({ to: phoneId, text: 'Open?' }) })
  expect(wrote.status).toBe(303)
  const sent = await text('+4915110000005', 'Until <ten>')
  const { text: shown } = await client.call('GET', page)
  expect(shown).toContain('Until &#60;ten&#62;')
  const post = await client.call('GET', `https://web.whatsapp.com/messages/${encodeURIComponent(idIn(sent))}`)
  expect([post.text.includes('Until &#60;ten&#62;'), post.text.includes('To +4915110000005')]).toEqual([
    true,
    true,
  ])
  expect((await client.call('POST', page, { body: new URLSearchParams({ to: '1' }) })).status).toBe(400)
})

it('sending does not look through what was sent before', async () => {
  const many = await signIn()
  const cost = async () => {
    const before = client.rowsListed()
    await many.text(regular)
    return client.rowsListed() - before
  }
  await client.control.advance(60_000)
  const first = await cost()
  for (let count = 0; count < 30; count += 1) await many.text(`155501000${String(20 + count)}`)
  await client.control.advance(60_000)
  expect(await cost()).toBeLessThanOrEqual(first + 5)
})
