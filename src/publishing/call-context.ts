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

/** What was kept of a connector's steps, and how a change of it is. */
export type Steps = {
  kept: TargetState['target']['steps']
  /** `null`: the step is dropped. */
  keep: (name: string, step: { madeFrom: string; value: Json } | null) => Promise<void>
}

/** What a connector gets for the calls about one target, or about a comment under it. */
export function callContext(
  deps: PublishingDeps,
  of: Pick<TargetState, 'platform' | 'targetId' | 'now'> & {
    account: PublishContext['account'] & Pick<TargetState['account'], 'data' | 'scopes'>
  },
  call: { operation: 'publish' | 'comment'; tokens: Tokens; deadline: Deadline; steps: Steps },
): PublishContext {
  const { platform, targetId, now, account } = of
  const { operation, tokens, deadline } = call
  const { kept, keep } = call.steps
  return {
    http: deps.platformHttp({ platform, accountId: account.id, operation, deadline }),
    ...deps.platform(platform),
    now,
    tokens,
    data: account.data,
    account,
    scopes: account.scopes,
    log: (message, facts) => deps.log(message, { platform, targetId, ...facts }),
    async step<T extends Json>(name: string, madeFrom: string, work: () => Promise<T>): Promise<T> {
      const known = kept[name]
      // Our own writing, read back: what was kept under this name is what `work` answers.
      if (known?.madeFrom === madeFrom) return known.value as T
      const step = { madeFrom, value: await work() }
      kept[name] = step
      await keep(name, step)
      return step.value
    },
    async dropStep(name) {
      delete kept[name]
      await keep(name, null)
    },
  }
}

/** Each is committed before the next call, while the target is ours. */
export function stepsOfTarget({ db }: PublishingDeps, lease: TargetLease, { target }: TargetState): Steps {
  return {
    kept: { ...target.steps },
    async keep(name, step) {
      if (!(await keepStep(db, lease, name, step))) throw new LeaseLost(`The lease on ${lease.id} is lost`)
      failpoint('step-kept')
    },
  }
}
