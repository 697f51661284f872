import { afterAll, vi } from 'vitest'
import { endAll } from './endings.js'

// Before anything loads undici, which would put its own dispatcher under Node's fetch for all files that follow.
await fetch('data:,')

// Files share their process: what one has set for itself must not be there for the next.
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  return endAll()
})
