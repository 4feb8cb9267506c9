import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Concurrent tests start drills and hosts of their own: more at a time than cores only makes each slower.
    maxConcurrency: 3,
    projects: [
      {
        test: {
          name: 'main',
          include: ['src/{contract,main,preload}/**/*.test.ts', 'scripts/**/*.test.mjs', '{e2e,bench}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
          // A shared CI machine may stall for seconds; nowhere else is a second try given.
          retry: process.env['CI'] ? 1 : 0
        }
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          include: ['src/renderer/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          testTimeout: 20_000
        }
      }
    ]
  }
})
