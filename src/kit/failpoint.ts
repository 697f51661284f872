/**
 * Named commit boundaries at which a test kills the process. Inactive unless VOXBURST_TEST_FAILPOINT names one
 * (`name` or `name:n` for the n-th pass), which config.ts refuses in live mode.
 */
export const failpoints = [
  'claimed',
  'step-kept',
  'prepared',
  'attempt-opened',
  'on-the-wire',
  'answered',
  'event-written',
  'before-settle-commit',
  'settled',
  'part-out',
  'looked',
  'comment-opened',
  'comment-answered',
  'comment-settled',
  'delivery-sent',
  'delivery-recorded',
  'post-written',
  'change-committed',
  'posts-measured',
  'page-turned',
  'mail-sent',
  'row-made',
] as const
export type Failpoint = (typeof failpoints)[number]

let armed: { name: Failpoint; passesLeft: number } | undefined

export function armFailpoint(spec: string): void {
  const [name, count] = spec.split(':')
  const known = failpoints.find((each) => each === name)
  if (known === undefined)
    throw new Error(
      `VOXBURST_TEST_FAILPOINT: unknown name ${String(name)}; known are ${failpoints.join(', ')}`,
    )
  armed = { name: known, passesLeft: count === undefined ? 1 : Number(count) }
}

/** Ends the process as a power cut would, when a test armed this boundary. */
export function failpoint(name: Failpoint): void {
  if (armed?.name !== name) return
  armed.passesLeft -= 1
  if (armed.passesLeft <= 0) process.kill(process.pid, 'SIGKILL')
}
