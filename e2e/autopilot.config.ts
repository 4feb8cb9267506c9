import { defineConfig } from '@playwright/test'

/** `npm start` without a display: the drill, played through the real window. */
export default defineConfig({
  testDir: 'autopilot',
  testMatch: '*.play.ts',
  outputDir: '../test-results/autopilot',
  globalSetup: './session.ts',
  workers: 1,
  timeout: 15 * 60_000,
  expect: { timeout: 60_000 },
  reporter: [['./autopilot/reporter.ts']]
})
