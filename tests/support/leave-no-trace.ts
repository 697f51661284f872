import { afterAll, vi } from 'vitest'

// Files share their process: what one has set for itself must not be there for the next.
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})
