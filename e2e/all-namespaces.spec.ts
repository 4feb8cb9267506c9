import type { Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { expect, test } from './app.ts'
import { ConnectionsPage } from './pages/connections-page.ts'
import { readFeed } from './pages/feeds.ts'
import { readTruth } from './truth.ts'

// All namespaces at once, and what stands on the screen when the cluster is gone, on a cluster as any other.

test.setTimeout(180_000)

/** Wherever the window says when the link is tried again, in the header, in a notice and in the panels, it is the same. */
async function expectOneTime(window: Page, atLeast: number): Promise<void> {
  const said = (): Promise<readonly string[]> =>
    window.evaluate(() => document.body.innerText.match(/next try in \d+ s|trying now/g) ?? [])
  await expect
    .poll(async () => {
      const times = await said()
      return { enough: times.length >= atLeast, different: new Set(times).size }
    })
    .toEqual({ enough: true, different: 1 })
}

test('0 lists all namespaces, a row opens in its own, and a lost link has one time and one age everywhere', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', seed: 11 })
  const { namespace, deployment } = await readTruth(world)
  const app = await launch({ env: { BACKOUT_CLOCK: JSON.stringify(world.clock) } })
  const { window, console: screen } = app
  const connections = new ConnectionsPage(app)
  const kubeconfig = await readFile(world.kubeconfig, 'utf8')
  await connections.paste(kubeconfig.replaceAll(/^ *namespace: .*\n/gm, ''))
  await connections.open({ name: 'prod-eu', kind: 'unset' })
  await expect(window.getByRole('heading', { name: 'Which namespace?' })).toBeVisible()
  await window.keyboard.press('0')
  await expect(screen.band).toContainText('all namespaces')
  const ill = window.locator(`[data-testid="service-row"][data-namespace="${namespace}"][data-name="${deployment}"]`)
  await expect(ill).toHaveAttribute('data-trouble', 'overLimit', { timeout: 30_000 })
  await expect(window.getByTestId('service-row').first()).toHaveAttribute('data-name', deployment)
  await expect(window.locator('[data-testid="service-row"][data-namespace="monitoring"]')).not.toHaveCount(0)

  await window.keyboard.press('Enter')
  await screen.verdict.waitFor()
  await expect(screen.band).toContainText(`namespace ${namespace}`)
  await expect(screen.verdict).toContainText('Roll back now', { timeout: 30_000 })
  await window.keyboard.press('Escape')
  await expect(screen.band).toContainText('all namespaces')
  await ill.waitFor()

  await window.keyboard.press('0')
  await expect(window.getByRole('heading', { name: 'Which namespace?' })).toBeVisible()
  await window.getByRole('button', { name: namespace, exact: true }).click()
  await ill.click()
  await screen.verdict.waitFor()
  await window.keyboard.press('0')
  await expect(screen.band).toContainText('all namespaces')
  await expect(window.getByTestId('namespace')).toHaveValue('')
  await ill.waitFor()

  await ill.click()
  await expect(screen.verdict).toContainText('Roll back now', { timeout: 30_000 })
  await world.stop()
  const pods = window.getByTestId('panel-pods')
  await expect(pods).toHaveAttribute('data-state', 'unreachable', { timeout: 60_000 })
  await expectOneTime(window, 4)
  const { links } = await readFeed(window, 'shell')
  const lostAt = links.find(({ id }) => id === 'apiServer')?.lastOkAt

  await window.keyboard.press('Escape')
  await expect(window.getByTestId('failure').first()).toContainText(/Since /)
  await expectOneTime(window, 2)
  await ill.click()
  await expect(pods).toHaveAttribute('data-state', 'unreachable', { timeout: 60_000 })
  await expectOneTime(window, 4)
  const service = await readFeed(window, 'service')
  expect(service?.deployment).toMatchObject({ state: 'unreachable', sinceAt: lostAt })
})
