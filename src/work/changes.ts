/** What may look different now in a workspace: by noun the ids, or null where they are too many to name, or none are known. */
export type Changed = Record<string, string[] | null>
export type Notice = { workspaceId: string; changed: Changed }

export const changesChannel = 'voxburst_changes'

/** PostgreSQL takes 8,000 bytes: this many ids of some 30 are far below, whatever else stands there. */
const mostIds = 100

/** What changed since it was last taken, once each. */
export class Changes {
  #workspaces = new Map<string, Map<string, Set<string> | null>>()

  add(workspaceId: string, noun: string, id: string | null): void {
    const nouns = this.#workspaces.get(workspaceId) ?? new Map<string, Set<string> | null>()
    this.#workspaces.set(workspaceId, nouns)
    const ids = nouns.get(noun)
    if (ids === null) return
    if (id === null || (ids?.size ?? 0) >= mostIds) nouns.set(noun, null)
    else nouns.set(noun, (ids ?? new Set()).add(id))
  }

  /** One payload a workspace. */
  take(): string[] {
    const taken = this.#workspaces
    this.#workspaces = new Map()
    return [...taken].map(([workspaceId, nouns]) => {
      const count = [...nouns.values()].reduce((sum, ids) => sum + (ids?.size ?? 0), 0)
      const entries = [...nouns].map(([noun, ids]) => [
        noun,
        ids === null || count > mostIds ? null : [...ids],
      ])
      return JSON.stringify({ workspaceId, changed: Object.fromEntries(entries) as Changed } satisfies Notice)
    })
  }
}
