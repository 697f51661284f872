/** One line of the report: what was measured, beside its raw limit and what is to hold. */
export type Figure = {
  what: string
  value: string
  /** The same work without us, in the same run. */
  raw?: string
  /** value / raw, as a share. */
  share?: number
  /** What is to hold, for people. */
  wanted: string
  holds: boolean
}

export type Section = { title: string; note?: string; figures: Figure[] }

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')} /s`

/** A rate beside its raw limit; holds from `atLeast` of it on, and from `floor` a second on. */
export function rate(given: {
  what: string
  value: number
  raw: number
  atLeast: number
  floor?: number
}): Figure {
  const share = given.value / given.raw
  const floor = given.floor === undefined ? '' : `, ≥ ${perSecond(given.floor)}`
  return {
    what: given.what,
    value: perSecond(given.value),
    raw: perSecond(given.raw),
    share,
    wanted: `≥ ${String(given.atLeast * 100)} % of raw${floor}`,
    holds: share >= given.atLeast && given.value >= (given.floor ?? 0),
  }
}

export function below(what: string, value: number, limit: number, show = ms): Figure {
  return { what, value: show(value), wanted: `< ${show(limit)}`, holds: value < limit }
}

/** A time beside its raw limit; holds below `limit`, and while the raw limit is `atLeast` of it, where that is given. */
export function time(given: {
  what: string
  value: number
  raw: number
  limit: number
  atLeast?: number
}): Figure {
  const share = given.raw / given.value
  const wanted = `< ${ms(given.limit)}`
  return {
    what: given.what,
    value: ms(given.value),
    raw: ms(given.raw),
    share,
    wanted: given.atLeast === undefined ? wanted : `${wanted}, raw ≥ ${String(given.atLeast * 100)} % of it`,
    holds: given.value < given.limit && share >= (given.atLeast ?? 0),
  }
}

export function table(section: Section): string {
  const head = ['figure', 'measured', 'raw limit', 'share', 'to hold', '']
  const rows = section.figures.map((figure) => [
    figure.what,
    figure.value,
    figure.raw ?? '–',
    figure.share === undefined ? '–' : `${(figure.share * 100).toFixed(0)} %`,
    figure.wanted,
    figure.holds ? 'holds' : 'FAILS',
  ])
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const note = section.note === undefined ? '' : `\n${section.note}\n`
  return `## ${section.title}\n${note}\n${[line(head), rule, ...rows.map(line)].join('\n')}\n`
}

/** How long each of `count` calls takes, one after the other and without warming up, in milliseconds. */
export async function timed(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let left = count; left > 0; left -= 1) {
    const before = performance.now()
    await work()
    times.push(performance.now() - before)
  }
  return times
}

/** Runs `work` again and again for a while, so many at once; answers calls a second and the time of each. */
export async function hammer(
  given: { atOnce: number; forMs: number; warmUpMs?: number },
  work: () => Promise<unknown>,
): Promise<{ perSecond: number; times: number[] }> {
  const run = async (forMs: number): Promise<{ times: number[]; tookMs: number }> => {
    const times: number[] = []
    const startedAt = performance.now()
    const one = async (): Promise<void> => {
      while (performance.now() - startedAt < forMs) {
        const before = performance.now()
        await work()
        times.push(performance.now() - before)
      }
    }
    await Promise.all(Array.from({ length: given.atOnce }, one))
    return { times, tookMs: performance.now() - startedAt }
  }
  await run(given.warmUpMs ?? 1_000)
  const { times, tookMs } = await run(given.forMs)
  return { perSecond: (times.length / tookMs) * 1_000, times }
}
