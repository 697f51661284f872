/** A table that a person can read, printed beside the test's result. */
export function printTable(title: string, rows: readonly (readonly [string, string | number])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `    ${name.padEnd(width)}  ${String(value)}`)
  process.stdout.write(`\n  ${title}\n${lines.join('\n')}\n\n`)
}

export function counted(counts: ReadonlyMap<string, number>): string {
  if (counts.size === 0) return 'none'
  return [...counts].map(([name, count]) => `${name} ${String(count)}`).join(', ')
}
