const hourMs = 3_600_000
const dayMs = 24 * hourMs

const inLosAngeles = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The day it is in Pacific Time, by which Google counts: `2026-11-30`. */
export function pacificDay(at: Date): string {
  return inLosAngeles.format(at)
}

/** When a Pacific day begins. It is seven hours behind in summer and eight in winter. */
export function pacificMidnight(day: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`)
  const inSummer = new Date(utc + 7 * hourMs)
  return pacificDay(inSummer) === day ? inSummer : new Date(utc + 8 * hourMs)
}

/** Days are told apart by their noon: some have 23 hours, some 25. */
export function nextPacificDay(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}
