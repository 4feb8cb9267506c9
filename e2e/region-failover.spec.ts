import { expect, test } from './app.ts'
import { wear } from './axe.ts'
import { readFeed } from './pages/feeds.ts'

// A region is down, and the other one is switched off.

test.setTimeout(300_000)

test('the other region is enabled and proved before this one is disabled, by one approval', async ({ launch }) => {
  const { window, console: screen } = await launch({
    env: { BACKOUT_DRILL_ARGS: JSON.stringify(['--scenario', 'region-down', '--seed', '7']) }
  })
  await window.evaluate(() => globalThis.window.backout?.request('drill.start', { speed: 10 }))
  await window.getByTestId('service-row').first().getByRole('button').click()
  await screen.verdict.waitFor()
  await expect(window.getByTestId('plan-steps').getByTestId('step-forms')).toHaveCount(2, { timeout: 60_000 })
  await expect(screen.live).toContainText('Traffic Manager')
  await expect(screen.verdict).toContainText('does not answer, and no other endpoint is enabled')
  await expect(window.getByTestId('step-instead')).toContainText('If the name goes dark, enable')
  // Who remembers what, by the profile's name and by the one that users type, and for how long.
  const front = screen.live.getByTestId('panel-region-front-www.shop.example.com')
  await expect(front).toContainText('www.shop.example.com, its zone')
  await expect(front).toContainText('remembered apart from it')
  await expect(screen.live.getByTestId('panel-region-names').getByRole('row')).toHaveCount(4)
  await expect(window.locator('body')).toContainText(/led by \S+, www\.shop\.example\.com/)
  for (const [width, height] of [
    [1280, 800],
    [1024, 700]
  ] as const)
    for (const theme of ['dark', 'light'] as const) {
      await window.setViewportSize({ width, height })
      await wear(window, theme)
      await front.scrollIntoViewIfNeeded()
      await window.screenshot({ path: `test-results/region-names-${width}-${theme}.png` })
    }
  await window.setViewportSize({ width: 1280, height: 800 })
  await wear(window, 'dark')
  await window.getByTestId('step-forms').last().getByRole('button', { name: 'Copy' }).last().click()
  await window.screenshot({ path: 'test-results/region-failover-plan.png' })
  const approval = await screen.askForApproval()
  await expect(approval.dialog).toContainText('endpoint update')
  await approval.page.screenshot({ path: 'test-results/region-failover-approval.png' })
  await approval.type(await approval.textToType())
  await approval.page.keyboard.press('Enter')
  await expect(screen.proved).toBeVisible({ timeout: 120_000 })
  await expect(window.getByText('Users of www.shop.example.com')).toBeVisible()
  await window.screenshot({ path: 'test-results/region-failover-run.png' })
  const { title, tasks } = await readFeed(window, 'checklist')
  expect(title).toBe('Fail over a region')
  const done = tasks.flatMap(({ id, state }) => (state === 'done' ? [id] : []))
  expect(done).toEqual(['fail-over', 'region-well', 'names-say-so', 'resolvers-say-so'])
  const debts = await readFeed(window, 'debts')
  expect(debts.map(({ text }) => text)).toEqual([expect.stringMatching(/^Enable endpoint .* again/)])

  // The data is another track, with an approval of its own: what it says cannot be taken back.
  await expect(screen.live.getByTestId('panel-region-data')).toContainText('does not answer')
  await expect(screen.live.getByTestId('panel-regions')).toContainText('Data gateway, own probe')
  await expect(screen.live.getByTestId('panel-region-names')).toContainText('of the zone')
  await window.getByRole('button', { name: 'Close this action' }).click()
  await expect(window.getByTestId('plan-steps')).toContainText('az cosmosdb offline-region', { timeout: 60_000 })
  for (const [width, height] of [
    [1280, 800],
    [1024, 700]
  ] as const)
    for (const theme of ['dark', 'light'] as const) {
      await window.setViewportSize({ width, height })
      await wear(window, theme)
      await window.screenshot({ path: `test-results/region-data-${width}-${theme}.png` })
    }
  const second = await screen.askForApproval()
  await expect(second.dialog).toContainText('az cosmosdb offline-region')
  await expect(second.dialog).toContainText('Only Microsoft brings')
  await second.page.screenshot({ path: 'test-results/region-data-approval.png' })
  const text = await second.textToType()
  expect(text).toMatch(/^offline \S.* cosmos-/)
  await second.type(text)
  await second.page.keyboard.press('Enter')
  await expect
    .poll(async () => (await readFeed(window, 'debts')).map(({ text: owed }) => owed), { timeout: 120_000 })
    .toContainEqual(expect.stringMatching(/only Microsoft brings it back/))
})
