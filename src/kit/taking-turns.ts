/**
 * For long work in this process: `await turn()` after each step lets everything else that waits go on once a slice is
 * used up, so that no post leaves late because of it.
 */
export function takingTurns(sliceMs = 10): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < sliceMs) return
    await new Promise((resolve) => setImmediate(resolve))
    began = performance.now()
  }
}
