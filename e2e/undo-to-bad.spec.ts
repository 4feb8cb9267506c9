import { expect, test } from './app.ts'
import { openIncident } from './open-incident.ts'

// The way back after a proof, to the revision that users were hurt by: what is said before it, meanwhile, and afterwards.

test.setTimeout(180_000)

test('a rollback that is taken back says before, during and after it that users are hurt', async ({
  launch,
  drill
}) => {
  const { window, console: screen } = await openIncident(
    launch,
    await drill({ scenario: 'bad-deploy', speed: 20, seed: 11 })
  )
  await screen.waitForPlan()
  await screen.approveByTyping()
  await expect(screen.settled).toBeVisible({ timeout: 60_000 })
  const back = window.getByTestId('inverse')
  await back.locator('summary').click()
  await expect(back).toContainText('--to-revision=')
  await back.getByTestId('undo-this').click()
  await screen.waitForPlan()
  await expect(window.getByTestId('trap').first()).toContainText('served badly itself')
  await expect(window.getByTestId('rails').locator('[data-health="bad"]')).toHaveCount(1)
  await screen.approveByTyping()
  await expect(screen.verdict.locator('h1')).toContainText('also after it', { timeout: 60_000 })
  await expect(screen.verdict.locator('h1 em')).toHaveClass('bad')
  await expect(window.getByTestId('decide-clock')).toBeVisible()
  await window.keyboard.press('a')
  await expect(window.getByTestId('beside-run').getByTestId('lever-card')).toBeVisible()
  await screen.openTab('Report')
  await expect(window.getByText(/Users saw errors for .* under every limit again/).first()).toBeVisible()
})
