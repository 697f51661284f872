import { setTimeout as pause } from 'node:timers/promises'
import type { Prepared } from '../connectors/connector.js'
import type { TargetLease } from '../store/claims.js'
import { claimPreparations, endPreparation } from '../store/preparations.js'
import { loadTargetState, type TargetState } from '../store/target-state.js'
import { AttemptDeadline, callContext, LeaseLost, stepsOfTarget } from './call-context.js'
import type { PublishingDeps } from './deps.js'
import { mediaOf, optionsOf, renderItem, textOf } from './render.js'

const lookEveryMs = 10_000
/** How many at once: uploads are large, and what is due goes first. */
const places = 4
const againAfterFaultMs = 60_000

/**
 * Prepares what the public cannot see (uploads, containers) a quarter of an hour ahead, so that video is on time
 * too. Nothing depends on it: what is not prepared, or was refused, is prepared and told at its time.
 */
export async function runPreparing(deps: PublishingDeps, mode: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const woken = new AbortController()
    const off = deps.wake.on((kind) => {
      if (kind === 'preparations') woken.abort()
    })
    try {
      while (!signal.aborted && (await prepareNear(deps, mode)) > 0);
    } catch (error) {
      if (!signal.aborted) deps.log('Preparing ahead failed', { reason: (error as Error).message })
    }
    const end = AbortSignal.any([signal, woken.signal])
    await pause(lookEveryMs, undefined, { signal: end, ref: false }).catch(() => undefined)
    off()
  }
}

/** Takes a handful of targets that are near their time. Answers how many. */
export async function prepareNear(deps: PublishingDeps, mode: string): Promise<number> {
  const platforms = deps.connectors.all
    .filter((connector) => connector.prepare !== undefined)
    .map((connector) => connector.slug)
  const leases = await claimPreparations(deps.db, { mode, platforms, limit: places })
  await Promise.all(leases.map((lease) => prepareOne(deps, lease)))
  return leases.length
}

async function prepareOne(deps: PublishingDeps, lease: TargetLease): Promise<void> {
  const state = await loadTargetState(deps.db, lease)
  if (state === null) return
  try {
    const prepared = await askNetwork(deps, lease, state)
    const againInMs = prepared?.kind === 'processing' ? Math.max(1_000, prepared.checkInMs) : null
    await endPreparation(deps.db, lease, {
      revision: state.revision,
      againInMs: prepared === null ? againAfterFaultMs : againInMs,
    })
  } catch (error) {
    if (error instanceof LeaseLost) return
    deps.log('Preparing ahead failed', { targetId: lease.id, reason: (error as Error).message })
    await endPreparation(deps.db, lease, { revision: state.revision, againInMs: againAfterFaultMs })
  }
}

/** Null: tokens or files are not to be had just now. */
async function askNetwork(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
): Promise<Prepared | null> {
  const connector = deps.connectors.get(state.platform)
  const tokens = await deps.freshTokens(state.account.id, { force: false })
  if (tokens.kind !== 'ok' || connector.prepare === undefined) return null
  const media = await deps.mediaFiles(state.workspaceId, mediaOf(state, 0))
  if (media.kind !== 'ok') return null
  // When it is planned is fixed only at its time: ids and dates are made from it.
  const plannedAt = state.target.dueAt ?? state.now
  const [recipient = null] = connector.recipients?.(optionsOf(state)) ?? []
  const text = textOf(state, 0)
  const item = renderItem(state, { sequence: 0, recipient, plannedAt, text, media: media.files })
  // No attempt is open, so that the client lets no call leave that the public could see.
  const deadline = new AttemptDeadline()
  const steps = stepsOfTarget(deps, lease, state)
  const call = { operation: 'publish', tokens: tokens.tokens, deadline, steps } as const
  return connector.prepare(item, callContext(deps, state, call))
}
