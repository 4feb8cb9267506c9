import { expect, test } from './app.ts'
import { openIncident } from './open-incident.ts'
import { readReferee } from './referee.ts'

// A ConfigMap changed, the image did not.

test.setTimeout(120_000)

test('the changed values are put back, after an approval that names their keys', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'config-only-release', speed: 20, seed: 5 })
  const { window, console: screen } = await openIncident(launch, world)
  await expect(screen.verdict).toHaveAttribute('data-level', 'rollBack')
  await expect(screen.lever).toContainText('patch configmaps')
  await window.screenshot({ path: 'test-results/config-restore-plan.png' })
  // The rollback beside it does no more than a restart, and says that it does not bring the values back.
  await window.getByRole('button', { name: 'Plan to roll back' }).first().click()
  await expect(screen.lever).toContainText('differ by nothing but a restart')
  await expect(window.getByRole('main')).toContainText('undo does not bring it back')
  await window.getByRole('button', { name: 'Plan to restore the ConfigMap' }).first().click()
  await expect(screen.lever).toContainText('patch configmaps')
  const approval = await screen.askForApproval()
  await expect(approval.dialog).toContainText('UPSTREAM_TIMEOUT_MS')
  await expect(approval.dialog).toContainText('rollout restart')
  await approval.page.screenshot({ path: 'test-results/config-restore-approval.png' })
  await approval.type(await approval.textToType())
  await approval.page.keyboard.press('Enter')
  await expect(screen.settled).toBeVisible({ timeout: 90_000 })
  for (const check of await screen.proof.getByRole('listitem').all()) {
    await expect(check).toHaveAttribute('data-status', 'True')
  }
  await window.screenshot({ path: 'test-results/config-restore-run.png' })
  const back = window.getByTestId('inverse')
  await back.locator('summary').click()
  await expect(back).toContainText(/set UPSTREAM_TIMEOUT_MS back to "\d+", as it was before this/)
  await window.getByTestId('undo-this').click()
  await expect(screen.lever).toContainText('Backout took this value of UPSTREAM_TIMEOUT_MS away')
  await window.screenshot({ path: 'test-results/config-restore-back.png' })
  expect((await readReferee(world.control)).effects.map(({ method }) => method)).toEqual(['PATCH', 'PATCH'])
})
