import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { violations, wear } from './axe.ts'
import { ConnectionsPage } from './pages/connections-page.ts'
import { ConsolePage } from './pages/console-page.ts'

// axe on the app itself, at every stop of the main job: what is alive on a screen is not in any example state.

test.setTimeout(180_000)

test('every screen on the way from first run to the report is accessible', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 51 })
  const app = await launch({ env: { BACKOUT_CLOCK: JSON.stringify(world.clock) } })
  const { window } = app
  const screen = new ConsolePage(window)
  const connections = new ConnectionsPage(app)
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

  const approval = await screen.askForApproval()
  await expectAccessible(approval.page, 'approval, nothing typed')
  await approval.type('no')
  await approval.page.keyboard.press('Enter')
  await expectAccessible(approval.page, 'approval, typed wrong')
  await approval.field.clear()
  await approval.type(await approval.textToType())
  await expect(approval.approve).toBeEnabled()
  await expectAccessible(approval.page, 'approval, armed')
  await approval.page.keyboard.press('Enter')
  await expect(window.locator('[data-testid="run-card"][data-state="verifying"]')).toBeVisible()
  await expectAccessible(window, 'running')

  await expect(screen.proved).toBeVisible({ timeout: 60_000 })
  await expectAccessible(window, 'proved')
  await screen.openTab('Timeline')
  await expectAccessible(window, 'timeline')
  await screen.openTab('Report')
  await expectAccessible(window, 'report')
})

/** No violation in the dark theme, and none of contrast in the others. */
async function expectAccessible(window: Page, where: string): Promise<void> {
  expect(await violations(window), `${where}, dark`).toEqual([])
  for (const theme of ['light', 'contrast'] as const) {
    await wear(window, theme)
    expect(await violations(window, 'color-contrast'), `${where}, ${theme}`).toEqual([])
  }
  await wear(window, 'dark')
}
