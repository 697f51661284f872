import { expect, it } from 'vitest'
import { startHouse } from '../support/house.js'
import { importer } from '../support/importing.js'

const house = await startHouse()
const { send, rows } = importer(house)

const total = 500
const handles = ['north', 'south', 'east', 'west']

/** What is wrong with some rows, and how they read once mended. */
const bad: Record<number, { cells: Partial<Record<'text' | 'when' | 'account', string>>; field: string }> = {
  17: { cells: { text: 'x'.repeat(501) }, field: 'content' },
  42: { cells: { when: 'tomorrow' }, field: 'scheduledFor' },
  66: { cells: { when: '2037-02-30 10:00' }, field: 'scheduledFor' },
  99: { cells: { when: '2019-01-01 10:00' }, field: 'scheduledFor' },
  123: { cells: { account: 'nobody' }, field: 'accounts' },
  150: { cells: { account: '' }, field: 'accountIds' },
  201: { cells: { text: '' }, field: 'content' },
  256: { cells: { when: '3/4/2037 10:00' }, field: 'scheduledFor' },
  300: { cells: { account: 'mastodon:nobody' }, field: 'accounts' },
  371: { cells: { text: 'bell \u0007 rings' }, field: 'content' },
  444: { cells: { when: '2037-01-01' }, field: 'scheduledFor' },
  500: { cells: { text: 'x'.repeat(600) }, field: 'content' },
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

function csv(isMended: boolean): string {
  const lines = ['content,publish at,accounts']
  for (let n = 1; n <= total; n += 1) {
    const minute = String(n % 60).padStart(2, '0')
    const own = isMended ? {} : (bad[n]?.cells ?? {})
    const cells = [
      own.text ?? `Post ${String(n)}, with a "quote"\nand a second line`,
      own.when ?? `2027-01-01 1${String(Math.floor(n / 60))}:${minute}`,
      own.account ?? handles[n % handles.length] ?? '',
    ]
    lines.push(cells.map(quoted).join(','))
  }
  return lines.join('\r\n')
}

it(
  '500 rows with 12 bad ones: a dry run tells, the good ones are made, the mended ones follow, and all are published once',
  { timeout: 240_000 },
  async () => {
    for (const handle of handles) await house.account('mastodon', { username: handle })
    const dry = await send(csv(false), '?dryRun=true&timezone=Europe/Berlin')
    expect(dry).toMatchObject({ status: 'completed', rows: { total, valid: 488, failed: 12, created: 0 } })
    expect(dry.missingAccounts.map(({ account }) => account).sort()).toEqual(['mastodon:nobody', 'nobody'])
    const told = await rows(dry.id, '?status=failed')
    // Rows count as in a spreadsheet: headings are row 1.
    expect(told.map(({ number, errors }) => [number - 1, errors[0]?.field])).toEqual(
      Object.entries(bad).map(([n, { field }]) => [Number(n), field]),
    )
    for (const { errors } of told) expect(errors[0]?.message.length).toBeGreaterThan(20)
    expect(await house.call('GET', '/v1/posts?limit=1')).toMatchObject({ data: [] })

    const real = await send(csv(false), '?timezone=Europe/Berlin')
    expect(real.rows).toMatchObject({ total, created: 488, failed: 12 })
    const mended = await send(csv(true), '?timezone=Europe/Berlin')
    expect(mended.rows).toMatchObject({ total, created: 12, skipped: 488, failed: 0 })

    const [first] = await rows(real.id, '?limit=1')
    const post = await house.call<{ scheduledFor: string }>('GET', `/v1/posts/${String(first?.postId)}`)
    expect(post.scheduledFor).toBe('2027-01-01T09:01:00.000Z')
    await house.advance(Date.parse('2027-01-01T17:30:00Z') - Date.now())
    await expect
      .poll(
        async () => {
          const [row] = await house.db.query<{ n: number }>({
            text: `select count(*)::integer as n from posts where status = 'published'`,
          })
          return row?.n
        },
        { timeout: 200_000, interval: 250 },
      )
      .toBe(total)
    const shown = await house.call<{ data: { text: string }[] }>(
      'GET',
      '/sandbox/posts?platform=mastodon&limit=1000',
    )
    const texts = shown.data.map(({ text }) => text.split(',')[0])
    expect(new Set(texts).size).toBe(total)
    expect(texts).toHaveLength(total)
  },
)
