/** A user name as it can stand in an address: people and scripts type blanks and signs that no user name has. */
export function plainName(typed: string): string {
  return typed
    .trim()
    .replace(/^@/, '')
    .replace(/[^\w.-]+/g, '_')
}
