import { expect, test } from './app.ts'
import { openIncident } from './open-incident.ts'
import { readFeed } from './pages/feeds.ts'
import { readReferee } from './referee.ts'

// Several releases hurt at the same time: what goes back is taken row by row, by the keyboard alone.

test.setTimeout(240_000)

test('services are taken and left, and what is taken goes back together', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'several-bad-releases', speed: 20, seed: 5 })
  const { window, console: screen } = await openIncident(launch, world)
  const table = window.getByTestId('pick-table')
  await table.waitFor({ timeout: 60_000 })
  await window.getByTestId('plan-steps').waitFor({ timeout: 60_000 })
  const taken = table.locator('[data-picked="true"]')
  const ill = await taken.count()
  expect(ill).toBeGreaterThan(1)
  await expect(table.locator('[data-state="impossible"]')).toContainText('not changed in the window')

  // What changed and is well may be taken, too, and is left again.
  const well = table.locator('[data-state="possible"]').first()
  await expect(well).toContainText('changed, and well')
  await well.getByRole('checkbox').focus()
  await window.keyboard.press('Space')
  await expect(taken).toHaveCount(ill + 1)
  await expect(window.getByTestId('lever-card')).toContainText(`Roll back ${ill + 1} services`, { timeout: 60_000 })
  await expect(well.getByRole('checkbox')).toBeFocused()
  await window.keyboard.press('Space')
  await expect(window.getByTestId('lever-card')).toContainText(`Roll back ${ill} services`, { timeout: 60_000 })

  const { plan } = await readFeed(window, 'decision')
  expect(plan?.approval).toMatchObject({ kind: 'typed', text: `${ill} services@${plan?.scope.environment}` })
  await screen.approveByTyping()
  await expect(window.getByTestId('run-tally')).toBeVisible({ timeout: 30_000 })
  await expect(screen.proved).toBeVisible({ timeout: 180_000 })
  await expect(window.locator('[data-testid="proof"] li')).toHaveCount(ill)
  const { effects, usersRecovered } = await readReferee(world.control)
  expect(effects.filter(({ method }) => method === 'PATCH')).toHaveLength(ill)
  expect(usersRecovered).toBe(true)

  // Each of the others has the command of its own row, what hurt there, and a watch.
  const watches = await readFeed(window, 'watches')
  expect(watches).toHaveLength(ill)
  const opened = plan?.scope.service?.name
  const other = watches.find(({ ref }) => ref.name !== opened)?.ref.name ?? ''
  await window.getByRole('button', { name: 'All services' }).click()
  await window.locator(`[data-testid="service-row"][data-name="${other}"]`).getByRole('button').click()
  await screen.verdict.waitFor()
  const own = window.locator('[data-testid="command"][data-label="executed"]')
  await expect(own).toHaveCount(1)
  await expect(own).toContainText(`rollout undo deployment/${other} `)
  await screen.openTab('Report')
  const symptom = plan?.scope.besides?.find(({ ref }) => ref.name === other)?.symptom ?? ''
  expect(symptom).toMatch(/limit|act at|stuck|ready|restarted/)
  await expect(window.getByRole('textbox', { name: 'Trigger' })).toHaveValue(symptom)
})
