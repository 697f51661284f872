import { mediaTypes } from '../../contract/media.js'
import { Refused, type GuardedHttp } from '../kit/guarded-http.js'
import type { Finding, MediaRow } from '../store/media.js'
import { newKey, TooLarge, type Storage } from './storage.js'

type Fetched =
  | { kind: 'stored'; key: string }
  /** It cannot be had: asking again changes nothing. */
  | { kind: 'refused'; finding: Finding }
  /** It could not be had now. */
  | { kind: 'passing'; reason: string }

const limits = { timeoutMs: 600_000, silenceMs: 30_000, redirects: 3 }

/** Fetches a registered file into the store, as much as files of its kind may have. */
export async function fetchSource(
  deps: { storage: Storage; guarded: GuardedHttp },
  row: MediaRow,
): Promise<Fetched> {
  const { maxBytes } = mediaTypes[row.kind]
  const key = newKey(row)
  const tooLarge = refused('TOO_LARGE', `The file is larger than ${String(maxBytes)} bytes.`)
  try {
    const answer = await deps.guarded.send({ method: 'GET', url: row.source_url ?? '', maxBytes, ...limits })
    if (answer.status !== 200) {
      answer.drop()
      const isPassing = answer.status === 408 || answer.status === 429 || answer.status >= 500
      const reason = `The address answered ${String(answer.status)}.`
      return isPassing ? { kind: 'passing', reason } : refused('NOT_FETCHED', `${reason} Is the file public?`)
    }
    if (Number(answer.headers['content-length'] ?? 0) > maxBytes) {
      answer.drop()
      return tooLarge
    }
    const { size } = await deps.storage.put(key, answer.body, maxBytes)
    return size > 0
      ? { kind: 'stored', key }
      : refused('NOT_FETCHED', 'The address answered with an empty file.')
  } catch (error) {
    if (error instanceof TooLarge) return tooLarge
    if (error instanceof Refused)
      return error.reason === 'tooLarge' ? tooLarge : refused('NOT_FETCHED', error.message)
    const reason = reasonOf(error)
    if (reason === null) throw error
    return { kind: 'passing', reason }
  }
}

function refused(code: string, message: string): Fetched {
  return { kind: 'refused', finding: { code, message } }
}

/** Why an address did not answer, in words. Null: it was not the address. */
function reasonOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name in the address is not known.'
  if (code === 'ECONNREFUSED') return 'The address refused the connection.'
  if (error.name === 'TimeoutError' || code.includes('TIMEOUT')) return 'The address did not answer in time.'
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code)) return 'The certificate of the address is not valid.'
  const isNetwork =
    code.startsWith('UND_ERR') || /^E(CONN|HOST|NET|PIPE|ADDR)/.test(code) || code.startsWith('HPE_')
  return isNetwork ? 'The connection to the address broke off.' : null
}
