import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['contract/**/*.test.ts', 'src/**/*.test.ts', 'tests/**/*.test.ts', 'bench/**/*.test.ts'],
    exclude: ['tests/real/**', '**/node_modules/**', 'dist/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    // Only what hangs runs into it: how fast the machine is fails no test.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two processes, each of which loads the product once: for every file anew, that took longer than many tests.
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    setupFiles: ['tests/support/leave-no-trace.ts'],
    reporters: [process.env['CI'] === undefined ? 'default' : 'dot'],
  },
})
