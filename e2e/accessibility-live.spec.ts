import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { expect, test } from './app.ts'
import { ConnectionsPage } from './pages/connections-page.ts'
import { ConsolePage } from './pages/console-page.ts'

// axe on the app itself, at every stop of the main job: what is alive on a screen is not in any example state.

test.setTimeout(120_000)

test('every screen on the way from first run to the report is accessible', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 51 })
  const { window } = await launch({ env: { BACKOUT_CLOCK: JSON.stringify(world.clock) } })
  const screen = new ConsolePage(window)
  const connections = new ConnectionsPage(window)
  await expect(window.getByRole('heading', { name: 'Where is the incident?' })).toBeVisible()
  await expectAccessible(window, 'first run')

  await connections.paste(await readFile(world.kubeconfig, 'utf8'))
  await expectAccessible(window, 'connections')

  await connections.open({ name: 'prod-eu', kind: 'production' })
  await expect(window.getByTestId('service-row').first()).toBeVisible()
  await expectAccessible(window, 'services')

  await screen.openMostTroubled()
  await screen.waitForPlan()
  await expect(window.locator('.xterm-screen')).toBeAttached()
  await expectAccessible(window, 'console with a plan')

  await window.keyboard.press('F2')
  await expect(window.getByRole('dialog', { name: 'Connections' })).toBeVisible()
  await expectAccessible(window, 'connections over the console')
  await window.keyboard.press('Escape')

  await screen.approveByTyping()
  await expect(window.locator('[data-testid="run-card"][data-state="verifying"]')).toBeVisible()
  await expectAccessible(window, 'running')

  await expect(screen.proved).toBeVisible({ timeout: 60_000 })
  await expectAccessible(window, 'proved')
  await screen.openTab('Timeline')
  await expectAccessible(window, 'timeline')
  await screen.openTab('Report')
  await expectAccessible(window, 'report')
})

interface Axe {
  run(context: Document, options: { readonly runOnly?: readonly string[] }): Promise<AxeResults>
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** No violation in the dark theme, and none of contrast in the light one. */
async function expectAccessible(window: Page, where: string): Promise<void> {
  expect(await violations(window, 'dark'), `${where}, dark`).toEqual([])
  expect(await violations(window, 'light', 'color-contrast'), `${where}, light`).toEqual([])
  await wear(window, 'dark')
}

async function violations(window: Page, theme: string, rule?: string): Promise<readonly string[]> {
  await wear(window, theme)
  await window.evaluate(await axe)
  return window.evaluate(async (only) => {
    const { axe: checker } = globalThis as unknown as { readonly axe: Axe }
    const { violations: found } = await checker.run(document, only === undefined ? {} : { runOnly: [only] })
    return found.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 200)}`))
  }, rule)
}

/** Puts a theme on without a word to main, as the checks of the example states do. */
function wear(window: Page, theme: string): Promise<void> {
  return window.evaluate((name) => {
    document.documentElement.dataset['theme'] = name
  }, theme)
}
