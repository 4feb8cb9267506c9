import { join } from 'node:path'
import { test as base, type Page } from '@playwright/test'
import { buildFixtures } from '../scripts/screens/build-fixtures.mjs'
import { serveFixtures } from '../scripts/screens/serve-fixtures.mjs'
import { root } from '../scripts/setup/folders.mjs'
import { launchElectron } from './launch-electron.ts'

export interface Gallery {
  readonly page: Page
  /** Shows one example state under the app's own policy. */
  readonly show: (state: string, theme: string) => Promise<void>
  /** What the page complained about since the last call: errors, refused styles and scripts. */
  readonly complaints: () => readonly string[]
}

/** Playwright's `test` with a window of example states, one for all tests of a worker. */
export const test = base.extend<object, { readonly gallery: Gallery }>({
  gallery: [
    async ({}, use, { workerIndex }) => {
      const executablePath = process.env['BACKOUT_ELECTRON']
      if (executablePath === undefined) throw new Error('BACKOUT_ELECTRON is not set: start with npm run e2e')
      // Two workers build at the same time.
      const folder = await buildFixtures(join(root, 'test-results', `fixtures-${workerIndex}`))
      const server = await serveFixtures(folder)
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
      const { electron } = await launchElectron({
        executablePath,
        args: [...sandbox, join(root, 'scripts/screens/window')]
      })
      const page = await electron.firstWindow()
      let complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await use({
        page,
        async show(state, theme) {
          await page.goto(`${server.address}/fixtures/index.html?state=${state}&theme=${theme}`)
          await page.getByTestId('band').waitFor()
          const log = page.getByTestId('command-log')
          if ((await page.locator('#tab-commands[aria-selected="true"]').count()) > 0) await log.waitFor()
        },
        complaints() {
          const said = complaints
          complaints = []
          return said
        }
      })
      await electron.close()
      await server.stop()
    },
    { scope: 'worker', timeout: 90_000 }
  ]
})

export { expect } from '@playwright/test'
