import { useEffect, useState } from 'react'
import { now } from '../../clock.js'
import { useMe } from '../../session.js'
import { emptyDraft, type Draft } from './draft.js'

type Kept = { draft: Draft; savedAt: string }

export type Autosave = {
  /** Of this draft, in this browser. */
  name: string
  /** What was written before and not sent, and when; null where there is nothing. */
  kept: Kept | null
  keep: (draft: Draft) => void
  forget: () => void
}

/**
 * Keeps what is written in this browser, so that a reload, a crash or a wrong click loses nothing. By workspace, person
 * and post: whoever uses the browser next does not see it.
 */
export function useAutosave(postId: string | null): Autosave {
  const { workspaceId, userId } = useMe()
  const name = `voxburst.draft.${workspaceId}.${userId}.${postId ?? 'new'}`
  const [kept] = useState(() => read(name))
  return {
    name,
    kept,
    keep: (draft) => {
      try {
        localStorage.setItem(name, JSON.stringify({ draft, savedAt: new Date(now()).toISOString() }))
      } catch {
        // A full or forbidden storage is no reason to stop somebody who writes.
      }
    },
    forget: () => localStorage.removeItem(name),
  }
}

/** Keeps the draft a moment after each change, and at once when the page goes away. */
export function useKeeping(draft: Draft, isChanged: boolean, keep: (draft: Draft) => void): void {
  useEffect(() => {
    if (!isChanged) return
    const save = (): void => keep(draft)
    const timer = setTimeout(save, 300)
    addEventListener('pagehide', save)
    return () => {
      clearTimeout(timer)
      removeEventListener('pagehide', save)
    }
  })
}

function read(key: string): Kept | null {
  try {
    const { draft, savedAt } = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept
    return { draft: { ...emptyDraft, ...draft }, savedAt }
  } catch {
    return null
  }
}
