import type { PostStatus } from '../../contract/post-status.js'

/** A change of a post's status. `by`: whose doing; null where the server did it by itself. */
export type StatusChange = { at: string; from: PostStatus; to: PostStatus; by: string | null }

/**
 * What a post began as, and every change since, in order. That a scheduled post was taken up at its time is not noted
 * when it happens, so that claims cost nothing more: it is put in where the notes leave a gap, at the first attempt
 * after the change before (`triedAt`). What was done before anything was noted is told as one change, at `changedAt`.
 */
export function statusChanges(
  notes: readonly StatusChange[],
  now: { status: PostStatus; hadTime: boolean; triedAt: readonly string[]; changedAt: string },
): { began: PostStatus; changes: StatusChange[] } {
  const began = beginning(notes[0]?.from ?? now.status, now.hadTime)
  const changes: StatusChange[] = []
  let status = began
  const bridge = (to: PostStatus, latest: string): void => {
    if (status === to) return
    const after = changes.at(-1)?.at ?? ''
    const tried = [...now.triedAt].sort().find((at) => at >= after && at <= latest)
    changes.push({ at: tried ?? latest, from: status, to, by: null })
    status = to
  }
  for (const note of notes) {
    bridge(note.from, note.at)
    changes.push(note)
    status = note.to
  }
  bridge(now.status, now.changedAt)
  return { began, changes }
}

/** Only what was a draft, scheduled or sent to approval can have come to be. */
function beginning(first: PostStatus, hadTime: boolean): PostStatus {
  if (first === 'draft' || first === 'scheduled' || first === 'pending_approval') return first
  return hadTime ? 'scheduled' : 'draft'
}
