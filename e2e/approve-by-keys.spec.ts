import { expect, test } from './app.ts'
import { ApprovalPage } from './pages/approval-page.ts'
import { readReferee } from './referee.ts'
import { readFeed } from './pages/feeds.ts'
import { readTruth } from './truth.ts'

// From the list to an approved rollback without a mouse: enter, a, the text, enter.

test.setTimeout(120_000)

test('the list, one key and the text are the whole way to an approved rollback, and every key is counted', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 81 })
  const { namespace, deployment } = await readTruth(world)
  const { window, console: screen } = await launch({
    args: ['--kubeconfig', world.kubeconfig, '--context', 'operator', '--namespace', namespace],
    env: { BACKOUT_CLOCK: JSON.stringify(world.clock) }
  })
  const worst = window.getByTestId('service-row').first()
  await worst.and(window.locator(`[data-name="${deployment}"][data-trouble=overLimit]`)).waitFor({ timeout: 30_000 })
  const { keyboard } = window
  await keyboard.press('Enter')
  await screen.waitForPlan()
  await keyboard.press('a')
  const approval = await ApprovalPage.over(window)
  await expect(approval.field).toBeFocused()
  await expect(approval.field).toHaveValue('')
  await expect(window.getByTestId('arm-hint')).toContainText('Waiting for you to approve')
  await expect(approval.dialog).toContainText('PRODUCTION')
  await expect(approval.dialog).toContainText(`deployments/${deployment} in ${namespace}`)
  await expect(approval.dialog).toContainText(`kubectl --context operator -n ${namespace} rollout undo`)
  await expect(approval.dialog).toContainText((await readFeed(window, 'decision')).plan?.digest ?? 'no plan')
  await approval.page.keyboard.press('Escape')
  await expect(approval.dialog).toBeHidden()
  await expect(screen.approve).toBeFocused()
  await expect(screen.cancel).toHaveCount(0)

  // From here every key counts: one to be asked, the text, enter.
  await keyboard.press('a')
  await ApprovalPage.over(window)
  await approval.page.keyboard.type(await approval.textToType())
  await approval.page.keyboard.press('Enter')
  await expect(screen.cancel).toBeVisible()
  await expect(window.getByTestId('pending-command')).toContainText('rollout undo')

  await keyboard.press('Escape')
  await expect(screen.settled).toHaveAttribute('data-outcome', 'cancelled')
  await expect(screen.verdict).toContainText(/Cancelled\. Nothing was sent\. Errors [\d.]+ %, limit [\d.]+ %\./)
  await expect(screen.checklist).toContainText('Cancelled, nothing was sent')
  expect((await readReferee(world.control)).effects).toEqual([])
  await expect(window.locator('[data-focus="main"]')).toBeFocused()
})
