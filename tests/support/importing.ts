import type { House } from './house.js'

export type ImportView = {
  id: string
  status: string
  phase: string
  dryRun: boolean
  rows: Record<'total' | 'waiting' | 'valid' | 'created' | 'skipped' | 'failed', number>
  missingAccounts: { account: string; rows: number }[]
  warnings: { code: string; field?: string }[]
  error: { code: string; message: string } | null
  upload: { url: string; headers: Record<string, string> } | null
}
export type RowView = {
  number: number
  status: string
  externalId: string | null
  postId: string | null
  errors: { field: string; column?: string; code: string; message: string }[]
  warnings: { code: string; message: string }[]
  row: Record<string, unknown>
}

type Importer = {
  /** Sends a body and waits until the import is over. */
  run: (body: object, key?: string) => Promise<ImportView>
  /** Sends CSV as the body itself; with another status than success, answers the refusal. */
  send: (csv: string, query?: string, given?: { status?: number; type?: string }) => Promise<ImportView>
  /** Sends an archive at its signed address. */
  sendArchive: (body: object, archive: Uint8Array, key?: string) => Promise<ImportView>
  /** The report of all rows. */
  rows: (id: string, query?: string) => Promise<RowView[]>
  over: (id: string, key?: string) => Promise<ImportView>
}

export function importer(house: Pick<House, 'url' | 'key' | 'call'>): Importer {
  const over = async (id: string, key?: string): Promise<ImportView> => {
    const options = key === undefined ? {} : { key }
    for (;;) {
      const found = await house.call<ImportView>('GET', `/v1/imports/${id}`, undefined, options)
      if (found.status !== 'running') return found
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const run: Importer['run'] = async (body, key) => {
    const made = await house.call<ImportView>('POST', '/v1/imports', body, key === undefined ? {} : { key })
    return over(made.id, key)
  }
  return {
    over,
    run,
    async send(csv, query = '', given = {}) {
      const answer = await fetch(`${house.url}/v1/imports${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${house.key}`, 'content-type': given.type ?? 'text/csv' },
        body: csv,
      })
      const reply = (await answer.json()) as ImportView
      if (answer.status !== (given.status ?? 202))
        throw new Error(`The import answered ${String(answer.status)}: ${JSON.stringify(reply)}`)
      return answer.ok ? over(reply.id) : reply
    },
    async sendArchive(body, archive, key) {
      const options = key === undefined ? {} : { key }
      const made = await house.call<ImportView>(
        'POST',
        '/v1/imports',
        { ...body, sizeBytes: archive.length },
        options,
      )
      const sent = await fetch(made.upload?.url ?? '', {
        method: 'PUT',
        headers: made.upload?.headers ?? {},
        body: Buffer.from(archive),
      })
      if (!sent.ok) throw new Error(`The archive was refused: ${await sent.text()}`)
      return over(made.id, key)
    },
    async rows(id, query = '?limit=500') {
      return (await house.call<{ data: RowView[] }>('GET', `/v1/imports/${id}/rows${query}`)).data
    },
  }
}
