import type { Registry } from '../connectors/registry.js'
import type { Json } from '../kit/json.js'
import type { RowProblem } from '../store/imports.js'

export type KnownAccount = {
  id: string
  platform: string
  username: string | null
  displayName: string | null
  remoteId: string
  status: string
}

/** How a row names an account: by a word, or as another system kept it. */
export type AccountRef = string | { platform: string; username?: string; remoteId?: string; id?: string }

/**
 * The accounts that a row means: by id, by `platform:username`, by a username that only one account has, or all active
 * accounts of a platform. `renamed` goes first: it says which account takes the place of a name.
 */
export function matchAccounts(
  connectors: Registry,
  known: readonly KnownAccount[],
  renamed: Readonly<Record<string, string>>,
  refs: readonly AccountRef[],
): { ids: string[]; problems: RowProblem[] } {
  const ids: string[] = []
  const problems: RowProblem[] = []
  for (const ref of refs) {
    const found = matchOne(connectors, known, renamed, ref)
    if ('ids' in found) ids.push(...found.ids)
    else problems.push(found)
  }
  return { ids: [...new Set(ids)], problems }
}

/** The accounts in a row, whatever form they have there; null where something else stands. */
export function accountRefs(value: Json | undefined): AccountRef[] | null {
  if (value === undefined || value === null) return []
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return null
  const refs = value.map((each): AccountRef | null => {
    if (typeof each === 'string') return each
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return null
    const { platform, username, remoteId, id } = each
    if (typeof platform !== 'string') return null
    return {
      platform,
      ...(typeof username === 'string' ? { username } : {}),
      ...(typeof remoteId === 'string' ? { remoteId } : {}),
      ...(typeof id === 'string' ? { id } : {}),
    }
  })
  return refs.includes(null) ? null : (refs as AccountRef[])
}

export function nameOfRef(ref: AccountRef): string {
  if (typeof ref === 'string') return ref.slice(0, 200)
  return `${ref.platform}:${ref.username ?? ref.remoteId ?? ref.id ?? ''}`.slice(0, 200)
}

function matchOne(
  connectors: Registry,
  known: readonly KnownAccount[],
  renamed: Readonly<Record<string, string>>,
  ref: AccountRef,
): { ids: string[] } | RowProblem {
  const name = nameOfRef(ref)
  const names = typeof ref === 'string' ? [ref] : [name, ref.id, ref.remoteId, ref.username]
  const stand = names.find((each) => each !== undefined && Object.hasOwn(renamed, each))
  if (stand !== undefined) return { ids: [renamed[stand] ?? ''] }
  const wanted = typeof ref === 'string' ? spelled(connectors, ref) : { ...ref, name: ref.username }
  if (wanted.platform === undefined && wanted.name === undefined) return missing(name)
  const slug = wanted.platform === undefined ? undefined : connectors.resolve(wanted.platform)?.slug
  if (wanted.platform !== undefined && slug === undefined)
    return {
      ...missing(name),
      message: `${wanted.platform.slice(0, 50)} is not a platform of this server. Leave the account ${name} out.`,
    }
  const there = known.filter((account) => slug === undefined || account.platform === slug)
  if (wanted.name === undefined && wanted.remoteId === undefined) {
    const active = there.filter(({ status }) => status === 'active')
    return active.length > 0 ? { ids: active.map(({ id }) => id) } : missing(name)
  }
  const exact = there.filter(
    (account) =>
      account.id === wanted.name ||
      (wanted.remoteId !== undefined && account.remoteId === wanted.remoteId) ||
      (wanted.name !== undefined && isCalled(account, wanted.name)),
  )
  const connected = exact.filter(({ status }) => status !== 'disconnected')
  const candidates = connected.length > 0 ? connected : exact
  const [only, another] = candidates
  if (only === undefined) return missing(name)
  if (another === undefined) return { ids: [only.id] }
  const choices = candidates.map((each) => `${each.platform}:${each.username ?? each.id}`).join(', ')
  return {
    field: 'accounts',
    code: 'ACCOUNT_AMBIGUOUS',
    message: `${name} is the name of several accounts. Say which: ${choices}, or its id.`,
  }
}

function spelled(connectors: Registry, ref: string): { platform?: string; name?: string; remoteId?: string } {
  const [, before = '', after = ''] = /^([\w ]+)[:/](.+)$/.exec(ref.trim()) ?? []
  if (after !== '' && connectors.resolve(before.trim()) !== undefined)
    return { platform: before.trim(), name: after.trim(), remoteId: after.trim() }
  if (connectors.resolve(ref.trim()) !== undefined) return { platform: ref.trim() }
  return { name: ref.trim() }
}

function isCalled({ username, displayName }: KnownAccount, name: string): boolean {
  const plain = (each: string | null): string => (each ?? '').trim().replace(/^@/, '').toLowerCase()
  const wanted = plain(name)
  // Where names have a server behind an @, other systems leave it out.
  const names = [plain(username), plain(username).split('@')[0], plain(displayName)]
  return wanted !== '' && names.includes(wanted)
}

function missing(name: string): RowProblem & { account: string } {
  return {
    field: 'accounts',
    code: 'ACCOUNT_NOT_FOUND',
    message: `No account ${name} is connected here. Connect it and import the file again, or say in accounts which one takes its place: {"${name}": "acc_…"}.`,
    account: name,
  }
}
