import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'main',
          include: ['src/{contract,main,preload}/**/*.test.ts', 'scripts/**/*.test.mjs', '{e2e,bench}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000
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
