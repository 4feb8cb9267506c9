import { join } from 'node:path'
import { expect, test as base, type Page } from '@playwright/test'
import { _electron } from 'playwright-core'
import { buildFixtures } from '../scripts/screens/build-fixtures.mjs'
import { serveFixtures } from '../scripts/screens/serve-fixtures.mjs'
import { root } from '../scripts/setup/folders.mjs'
import { states } from '../src/renderer/fixtures/states.ts'
import { violations, wear } from './axe.ts'

interface Gallery {
  readonly page: Page
  /** Shows one example state under the app's own policy. */
  readonly show: (state: string, theme: string) => Promise<void>
  /** What the page complained about since the last call: errors, refused styles and scripts. */
  readonly complaints: () => readonly string[]
}

const test = base.extend<object, { readonly gallery: Gallery }>({
  gallery: [
    async ({}, use) => {
      const executablePath = process.env['BACKOUT_ELECTRON']
      if (executablePath === undefined) throw new Error('BACKOUT_ELECTRON is not set: start with npm run e2e')
      const server = await serveFixtures(await buildFixtures())
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
      const electron = await _electron.launch({
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

// One window for all of them: the page is built once.
test.describe.configure({ mode: 'default' })

for (const state of Object.keys(states)) {
  test(`state ${state} is accessible in every theme and breaks no policy`, async ({ gallery }) => {
    await gallery.show(state, 'dark')
    expect(await violations(gallery.page)).toEqual([])
    for (const theme of ['light', 'contrast'] as const) {
      await wear(gallery.page, theme)
      expect(await violations(gallery.page, 'color-contrast'), theme).toEqual([])
    }
    expect(gallery.complaints()).toEqual([])
  })
}

test('the verdict and the action bar stay in view at every size', async ({ gallery }) => {
  for (const [width, height] of [
    [1920, 1080],
    [1440, 900],
    [1280, 800],
    [1100, 760]
  ] as const) {
    await gallery.page.setViewportSize({ width, height })
    await gallery.show('console', 'dark')
    await expect(gallery.page.getByTestId('verdict')).toBeInViewport({ ratio: 1 })
    await expect(gallery.page.getByTestId('action-bar')).toBeInViewport({ ratio: 1 })
    await expect(gallery.page.getByTestId('signal-errorRatio')).toBeInViewport()
  }
  await gallery.page.setViewportSize({ width: 1440, height: 900 })
})

test('the keys reach every pane, the palette and the connections', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  const panes = ['checklist', 'main', 'live', 'commands', 'timeline', 'report']
  for (const [index, pane] of panes.entries()) {
    await page.keyboard.press(String(index + 1))
    await expect(page.locator(`[data-focus="${pane}"]`)).toBeFocused()
  }
  await page.keyboard.press('F2')
  await expect(page.getByRole('dialog', { name: 'Connections' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByTestId('palette-input')).toBeFocused()
  await page.keyboard.type('keys')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

test('a pane is made wider by the keyboard', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  const edge = page.getByRole('separator', { name: 'Width of the checklist' })
  const before = await page.getByTestId('checklist').boundingBox()
  await edge.focus()
  await page.keyboard.press('ArrowRight')
  const after = await page.getByTestId('checklist').boundingBox()
  expect((after?.width ?? 0) - (before?.width ?? 0)).toBe(16)
})
