import { expect, test } from './app.ts'
import { asOperator } from './operator.ts'
import { openIncident } from './open-incident.ts'
import { readFeed } from './pages/feeds.ts'
import { readReferee } from './referee.ts'
import { readTruth } from './truth.ts'

// What an operator thinks of after an approval, by the window alone.

test.setTimeout(180_000)

test('planning again after a conflict keeps the revision that was chosen', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 91 })
  const { namespace, deployment } = await readTruth(world)
  const operator = await asOperator(world)
  const { window, console: screen } = await openIncident(launch, world)
  await screen.waitForPlan()
  const choose = window.getByRole('button', { name: /^Choose: Revision 1\b/ })
  if (!(await choose.isVisible())) await window.getByText(/^History/).click()
  await choose.click()
  await expect(screen.command).toContainText('--to-revision=1', { timeout: 60_000 })
  await screen.approveByTyping()
  await expect(screen.cancel).toBeVisible()
  await operator.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`, {
    spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' } } } }
  })
  await expect(screen.settled).toHaveAttribute('data-outcome', 'conflict', { timeout: 30_000 })
  await window.getByTestId('plan-again').click()
  await expect(screen.command).toContainText('--to-revision=1', { timeout: 60_000 })
  expect((await readFeed(window, 'decision')).plan?.choice).toEqual({ revision: 1 })
})

test('waiting is stopped with a press, and taken up again by another or by its key', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 92 })
  const { window, console: screen } = await openIncident(launch, world)
  await screen.waitForPlan()
  await screen.approveByTyping()
  const card = window.getByTestId('run-card')
  await expect(card).toHaveAttribute('data-state', 'verifying', { timeout: 30_000 })
  await window.getByTestId('stop-button').click()
  await expect(screen.verdict).toContainText('Stopped waiting.')
  await expect(window.getByTestId('prove-again-button')).toHaveText('Wait on w')
  await window.keyboard.press('w')
  await expect(card).toHaveAttribute('data-state', 'verifying')
  await expect(window.getByTestId('beside-run')).toContainText('The decision, as it is read now')
  await expect(screen.proved).toBeVisible({ timeout: 120_000 })
  expect((await readReferee(world.control)).effects).toHaveLength(1)
})
