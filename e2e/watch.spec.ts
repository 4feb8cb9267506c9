import { expect, test } from './app.ts'
import { answerDialogs } from './native-dialogs.ts'
import { openIncident } from './open-incident.ts'

// The half hour after a proof, and what people say, in the window. How the time counts is played in e2e/watch.test.ts.

test.setTimeout(180_000)

test('a proof is watched on the screen and in the list, and stopped with a reason', async ({ launch, drill }) => {
  const { window, console: screen } = await openIncident(
    launch,
    await drill({ scenario: 'bad-deploy', speed: 20, seed: 11 })
  )
  await screen.waitForPlan()
  await screen.approveByTyping()
  await expect(screen.settled).toBeVisible({ timeout: 60_000 })
  const card = window.getByTestId('watch-card')
  await expect(card.getByTestId('watch-said')).toHaveText(/^Holding, 2\d min left, 0 restarts\.$/)
  await expect(card.getByTestId('watch-minutes')).toContainText('Quiet')
  await expect(card.getByRole('button', { name: 'Alarms without sound' })).toBeVisible()
  await window.getByRole('button', { name: 'All services' }).click()
  await expect(window.getByTestId('watch-elsewhere')).toContainText('Holding, 2')
  await expect(window.getByTestId('recent-run').first()).toContainText('Holding, 2')
  await window.getByTestId('watch-elsewhere').getByRole('button').click()
  await card.getByTestId('watch-stop').click()
  await card.getByRole('textbox').fill('the day shift watches')
  await card.getByRole('button', { name: 'Stop it, and record why' }).click()
  await expect(card).toHaveAttribute('data-phase', 'ended')
  await expect(card.getByTestId('watch-said')).toContainText('Stopped by the operator.')
  await screen.openTab('Timeline')
  await expect(window.getByText('the day shift watches').last()).toBeVisible()
})

test('what people say is judged by one key each, and so is the decision not to act', async ({ launch, drill }) => {
  const app = await openIncident(launch, await drill({ scenario: 'healthy', speed: 20, seed: 13 }))
  const { window, console: screen } = app
  const dialogs = await answerDialogs(app)
  await dialogs.press(1)
  const agreed = (to: string): Promise<void> => expect.poll(async () => (await dialogs.said()).at(-1)).toContain(to)
  await expect(screen.verdict).toHaveAttribute('data-level', 'hold')
  await window.keyboard.press('i')
  await window.getByRole('textbox', { name: /What is it/ }).fill('CVE-2026-1')
  await window.getByRole('button', { name: 'Record it' }).click()
  await agreed('CVE-2026-1')
  await expect(screen.verdict).toHaveAttribute('data-level', 'declareIncident')
  await expect(screen.verdict).toContainText('CVE-2026-1')
  await window.keyboard.press('o')
  await window.getByRole('textbox', { name: 'Why not?' }).fill('it is not reachable from outside')
  await window.getByRole('button', { name: 'Decide not to act' }).click()
  await agreed('it is not reachable from outside')
  await expect(window.getByTestId('declined')).toContainText('it is not reachable from outside')
  await window.keyboard.press('u')
  await window.getByRole('button', { name: 'It is confirmed' }).click()
  await agreed('confirmed')
  await expect(window.getByTestId('declined')).toHaveAttribute('data-again', 'true')
})
