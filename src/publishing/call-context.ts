import type { PublishContext, Tokens } from '../connectors/connector.js'
import { failpoint } from '../kit/failpoint.js'
import type { Json } from '../kit/json.js'
import { keepStep } from '../store/attempts.js'
import type { TargetLease } from '../store/claims.js'
import type { TargetState } from '../store/target-state.js'
import type { Deadline, PublishingDeps } from './deps.js'

/** Thrown inside a step when the target is no longer ours; the worker lets go without recording anything. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** A deadline that lets nothing start until an attempt is open. */
export class AttemptDeadline implements Deadline {
  #begun = { steady: 0, wall: 0 }
  #forMs = -Infinity
  /** Called before the attempt is opened, so that the request never starts later than the database says. */
  begin(): void {
    this.#begun = { steady: performance.now(), wall: Date.now() }
  }
  open(forMs: number): void {
    this.#forMs = forMs
  }
  close(): void {
    this.#forMs = -Infinity
  }
  /**
   * Since `begin`, by the clock that says more: the steady one stands still while the machine sleeps or is moved, the
   * wall's may be set back.
   */
  passedMs(): number {
    return Math.max(performance.now() - this.#begun.steady, Date.now() - this.#begun.wall)
  }
  msLeft(): number {
    return this.#forMs - this.passedMs()
  }
}

export function callContext(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  tokens: Tokens,
  deadline: Deadline,
): PublishContext {
  const kept: TargetState['target']['steps'] = { ...state.target.steps }
  const { app, vault } = deps.platform(state.platform)
  const keep = async (name: string, value: { madeFrom: string; value: Json } | null): Promise<void> => {
    if (!(await keepStep(deps.db, lease, name, value)))
      throw new LeaseLost(`The lease on ${lease.id} is lost`)
    failpoint('step-kept')
  }
  return {
    http: deps.platformHttp({
      platform: state.platform,
      accountId: state.account.id,
      operation: 'publish',
      deadline,
    }),
    app,
    vault,
    now: state.now,
    tokens,
    data: state.account.data,
    account: state.account,
    scopes: state.account.scopes,
    log: (message, facts) =>
      deps.log(message, { platform: state.platform, targetId: state.targetId, ...facts }),
    async step<T extends Json>(name: string, madeFrom: string, work: () => Promise<T>): Promise<T> {
      const known = kept[name]
      // Our own writing, read back: what was kept under this name is what `work` answers.
      if (known?.madeFrom === madeFrom) return known.value as T
      const value = await work()
      kept[name] = { madeFrom, value }
      await keep(name, { madeFrom, value })
      return value
    },
    async dropStep(name) {
      kept[name] = { madeFrom: '', value: null }
      await keep(name, null)
    },
  }
}
