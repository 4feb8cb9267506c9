import { expect, test } from './app.ts'
import { openIncident } from './open-incident.ts'
import { readFeed } from './pages/feeds.ts'

test.setTimeout(180_000)

test('what a colleague took back is watched by one key, where nothing is to be rolled back', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'colleague-undo', speed: 10, seed: 31 })
  const { window, console: screen } = await openIncident(launch, world)
  const offer = window.getByTestId('watch-begin')
  await expect(offer).toHaveText(/^Watch it for 30 min/, { timeout: 90_000 })
  await expect(screen.verdict).toContainText('Nothing to roll back.')
  await window.keyboard.press('Control+k')
  await expect(window.getByRole('dialog')).toContainText('Watch it for 30 min')
  await window.keyboard.press('Escape')

  await window.keyboard.press('w')
  const card = window.getByTestId('watch-card')
  await expect(card).toHaveAttribute('data-phase', 'holding')
  await expect(card.getByRole('heading')).toHaveText(/^Watched: Revision \d+ \(template of \d+\) by kubectl/)
  await expect(offer).toHaveCount(0)
  const [watch] = await readFeed(window, 'watches')
  expect(watch).toMatchObject({ runId: null, end: null })

  await card.getByTestId('watch-stop').click()
  await card.getByRole('textbox').fill('Watched by the day shift')
  await card.getByRole('button', { name: 'Stop it, and record why' }).click()
  await expect(window.getByTestId('watch-said')).toContainText('Stopped by the operator.')
  await expect(offer).toHaveCount(1)
})
