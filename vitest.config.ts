import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // One more than the cores of a small machine: much of what is tested here is how long something waits.
    maxWorkers: 3,
    // Concurrent tests start drills and hosts of their own: more at a time than cores only makes each slower.
    maxConcurrency: 3,
    projects: [
      {
        test: {
          // Has a limit of its own in time, so the whole machine is its own.
          name: 'crash',
          include: ['e2e/crash.test.ts'],
          environment: 'node',
          sequence: { groupOrder: 0 },
          retry: process.env['CI'] ? 1 : 0
        }
      },
      {
        test: {
          name: 'main',
          include: ['src/{contract,main,preload}/**/*.test.ts'],
          environment: 'node',
          // To load what a file imports costs more than most files take: a worker loads it once. No test may leave a trace.
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 20_000,
          retry: process.env['CI'] ? 1 : 0
        }
      },
      {
        test: {
          name: 'programs',
          include: ['scripts/**/*.test.mjs', '{e2e,bench}/**/*.test.ts'],
          exclude: ['e2e/crash.test.ts'],
          environment: 'node',
          sequence: { groupOrder: 1 },
          testTimeout: 20_000,
          // A shared CI machine may stall for seconds; nowhere else is a second try given (and scripts/run-vitest.mjs).
          retry: process.env['CI'] ? 1 : 0
        }
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          include: ['src/renderer/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 20_000
        }
      }
    ]
  }
})
