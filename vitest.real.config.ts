import { defineConfig } from 'vitest/config'

/** Tests against real servers of others; their packages are in tests/real/package.json. */
export default defineConfig({
  test: {
    setupFiles: ['tests/support/leave-no-trace.ts'],
    include: ['tests/real/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 1,
  },
})
