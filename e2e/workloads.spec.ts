import { expect, test } from './app.ts'
import { readReferee } from './referee.ts'
import { readTruth } from './truth.ts'

// A StatefulSet whose last pod never gets ready: what is left of the undo is that pod.

test.setTimeout(120_000)

test('a StatefulSet is in the list as what it is, and goes back with the pod that is in the way', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'stateful-set-stuck', speed: 20, seed: 5 })
  const { namespace, deployment } = await readTruth(world)
  const { window, console: screen } = await launch({
    args: ['--kubeconfig', world.kubeconfig, '--context', 'operator', '--namespace', namespace],
    env: { BACKOUT_CLOCK: JSON.stringify(world.clock) }
  })
  const row = window.locator(`[data-testid="service-row"][data-name="${deployment}"]`)
  await expect(row).toContainText('StatefulSet')
  await row.click()
  await expect(screen.verdict).toHaveAttribute('data-level', 'rollBack', { timeout: 30_000 })
  await expect(screen.lever).toContainText(`rollout undo statefulset/${deployment}`)
  await expect(screen.lever).toContainText(`delete pods ${deployment}-`)
  await expect(screen.lever).toContainText('in the way')
  const approval = await screen.askForApproval()
  await expect(approval.dialog).toContainText('rollout undo statefulset/')
  await approval.type(await approval.textToType())
  await approval.page.keyboard.press('Enter')
  await expect(screen.settled).toBeVisible({ timeout: 90_000 })
  const { effects } = await readReferee(world.control)
  expect(effects.map(({ method }) => method)).toEqual(['PATCH', 'DELETE'])
})

test('a DaemonSet is opened from the command line as what it is', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'daemon-set-release', speed: 20, seed: 5 })
  const { namespace, deployment } = await readTruth(world)
  const place = ['--context', 'operator', '--namespace', namespace, '--workload', `ds/${deployment}`]
  const { window, console: screen } = await launch({
    args: ['--kubeconfig', world.kubeconfig, ...place],
    env: { BACKOUT_CLOCK: JSON.stringify(world.clock) }
  })
  await expect(screen.verdict).toHaveAttribute('data-level', 'rollBack', { timeout: 30_000 })
  await expect(screen.lever).toContainText(`rollout undo daemonset/${deployment}`)
  await expect(window.getByTestId('panel-rollout')).not.toContainText('10 min')
})
