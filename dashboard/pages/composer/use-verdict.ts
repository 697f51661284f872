import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { client } from '../../api.js'
import type { Platform } from '../../components/account.js'
import { bodyOf, isEmpty, type Draft } from './draft.js'
import { useDebounced } from './use-debounced.js'

/** Something that the server's rules have to say, with all networks that say it. */
export type Finding = {
  severity: 'error' | 'warning'
  code: string
  message: string
  field: string
  platforms: string[]
  suggestion?: string
  details?: Record<string, unknown> | undefined
}

export type Verdict = {
  findings: readonly Finding[]
  /** What the server could not judge at all. */
  error: Error | null
  isChecking: boolean
}

/** What every picked network says of the draft, asked of the server a moment after the last change. */
export function useVerdict(draft: Draft, slugs: readonly string[]): Verdict {
  const body = useMemo(() => {
    if (draft.accountIds.length === 0 || isEmpty(draft)) return null
    const { media, ...rest } = bodyOf(draft, slugs)
    return { ...rest, media: media ?? [] }
  }, [draft, slugs])
  const settled = useDebounced(body)
  const query = useQuery({
    // Not `posts`: what is written here does not change with what is stored.
    queryKey: ['verdict', settled],
    queryFn: ({ signal }) => (settled === null ? null : client.posts.validate(settled, { signal })),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  })
  const data = body === null ? null : query.data
  const findings = useMemo(
    () => [
      ...(data?.errors ?? []).map((each) => ({ ...each, severity: 'error' as const })),
      ...(data?.warnings ?? []).map((each) => ({ ...each, severity: 'warning' as const })),
    ],
    [data],
  )
  return {
    findings: useMemo(() => together(findings), [findings]),
    error: query.error,
    isChecking: body !== settled || query.isFetching,
  }
}

type Said = {
  severity: 'error' | 'warning'
  code: string
  message: string
  field?: string | undefined
  platform?: string | undefined
  suggestion?: string | undefined
  details?: Record<string, unknown> | undefined
}

/** Of several lengths that a network has for one text, the least is what there is room for. */
function strictest(said: readonly Said[]): Said[] {
  const most = ({ details }: Said): number => Number(details?.['maxLength'] ?? Infinity)
  const isSame = (one: Said, other: Said): boolean =>
    one.code === other.code && one.field === other.field && one.platform === other.platform
  return said.filter((each) => !said.some((other) => isSame(each, other) && most(other) < most(each)))
}

/** What several networks say in the same words is said once. */
function together(said: readonly Said[]): Finding[] {
  const byWords = new Map<string, Finding>()
  for (const { severity, code, message, field = 'content', platform, suggestion, details } of strictest(
    said,
  )) {
    const key = `${severity} ${field} ${message}`
    const known = byWords.get(key)
    const slug = platform?.toLowerCase()
    if (known === undefined)
      byWords.set(key, {
        severity,
        code,
        message,
        field,
        details,
        platforms: slug === undefined ? [] : [slug],
        ...(suggestion === undefined ? {} : { suggestion: suggestion.replace(/[.]?$/, '.') }),
      })
    else if (slug !== undefined && !known.platforms.includes(slug)) known.platforms.push(slug)
  }
  return [...byWords.values()]
}

/** What the composer has a place for; the options of picked networks besides. */
const places = [
  'accountIds',
  'platforms',
  'content',
  'media',
  'contentType',
  'threadPosts',
  'firstComment',
  'tags',
  'scheduledFor',
  'scheduledAt',
]

/** Those that no field shows: they are not to be missed. */
export function elsewhere(findings: readonly Finding[], platforms: readonly Platform[]): Finding[] {
  const known = [...places, ...platforms.map(({ constant }) => `platformMetadata.${constant}`)]
  const shown = new Set(known.flatMap((field) => findingsAt(findings, field)))
  return findings.filter((each) => !shown.has(each))
}

/** Those about one field, or about what is in it. */
export function findingsAt(findings: readonly Finding[], field: string): Finding[] {
  return findings.filter((each) => each.field === field || each.field.startsWith(`${field}.`))
}
