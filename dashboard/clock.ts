import { useSyncExternalStore } from 'react'

const redrawnEveryMs = 30_000
let aheadMs = 0
let shown = 0
let timer: ReturnType<typeof setInterval> | undefined
const watching = new Set<() => void>()

/** The server's time, in milliseconds of Unix time: it says what is past, whatever the reader's own clock shows. */
export function now(): number {
  // eslint-disable-next-line no-restricted-properties -- the one place that reads the reader's clock
  return Date.now() + aheadMs
}

/** Runs what asks the server for the time, and takes over what it said: as it was half-way between question and answer. */
export async function setClockBy<Reply extends { time: string }>(ask: () => Promise<Reply>): Promise<Reply> {
  const before = now()
  const reply = await ask()
  aheadMs += Date.parse(reply.time) - (before + now()) / 2
  redraw()
  return reply
}

/** `now`, for what is shown: drawn anew every half minute, and when the server's clock was moved. */
export function useNow(): number {
  return useSyncExternalStore(watch, nowShown, nowShown)
}

function nowShown(): number {
  return shown === 0 ? (shown = now()) : shown
}

function watch(draw: () => void): () => void {
  watching.add(draw)
  timer ??= setInterval(redraw, redrawnEveryMs)
  return () => {
    watching.delete(draw)
    if (watching.size > 0) return
    clearInterval(timer)
    timer = undefined
    shown = 0
  }
}

function redraw(): void {
  shown = now()
  for (const draw of watching) draw()
}
