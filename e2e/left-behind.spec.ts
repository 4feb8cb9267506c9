import { expect, test } from './app.ts'
import { answerDialogs } from './native-dialogs.ts'
import { openIncident } from './open-incident.ts'

// What a run leaves behind is pinned, survives a restart, and is settled or handed over with a word.

test('a held repository is pinned until somebody sees to it, also after a restart', async ({ launch, drill }) => {
  test.setTimeout(180_000)
  const world = await drill({ scenario: 'gitops-puts-back', speed: 10, seed: 31 })
  const first = await openIncident(launch, world)
  await expect(first.window.getByTestId('left-behind')).toBeHidden()
  // Held before the undo that it would put back, in one plan.
  const steps = first.console.lever.getByTestId('plan-steps').getByRole('listitem')
  await expect(steps).toHaveCount(3, { timeout: 60_000 })
  await expect(steps.last()).toContainText('rollout undo')
  await first.window.screenshot({ path: 'test-results/held-rollback-plan.png' })
  // Another lever can be taken all the same, with why it is worse, and the recommended one again.
  const others = first.window.getByTestId('other-levers')
  const plain = others.locator('li', { hasText: 'Roll back to an earlier revision' })
  await expect(plain).toContainText('with the errors: hold it first')
  await first.window.setViewportSize({ width: 1280, height: 800 })
  await plain.scrollIntoViewIfNeeded()
  await first.window.screenshot({ path: 'test-results/other-levers.png' })
  await plain.getByRole('button', { name: 'Plan to roll back', exact: true }).focus()
  await first.window.keyboard.press('Enter')
  await expect(first.console.command).toContainText('rollout undo')
  await others.getByRole('button', { name: 'Plan to hold GitOps and roll back' }).focus()
  await first.window.keyboard.press('Enter')
  await expect(steps).toHaveCount(3)
  await first.console.approveByTyping()
  const pinned = first.window.getByTestId('left-behind')
  await expect(pinned).toContainText('Left behind:', { timeout: 60_000 })
  const owed = (await pinned.getByTestId('owed').first().textContent()) ?? ''
  await expect(first.console.settled).toBeVisible({ timeout: 90_000 })
  await expect(first.console.proof).toContainText('is held')
  await first.window.screenshot({ path: 'test-results/held-rollback-run.png' })
  await first.close()

  const second = await openIncident((options) => launch({ ...options, profile: first.profile }), world)
  const { window, console: screen, electron } = second
  const dialogs = await answerDialogs(second)
  const still = window.getByTestId('left-behind')
  await expect(still).toContainText(owed.replace(/, since.*$/s, ''))
  await window.keyboard.press('d')
  const box = window.getByRole('dialog', { name: 'Left behind' })
  const rows = box.getByTestId('debt-row')
  const count = await rows.count()
  await rows.first().getByLabel('To whom').fill('Ines')
  await rows.first().getByLabel('Note').fill('after the freeze')
  // What a page says by itself in the operator's name is called off.
  await rows.first().getByRole('button', { name: 'Hand it over' }).click()
  await expect.poll(dialogs.said).toHaveLength(1)
  await expect(rows.first()).not.toContainText('Handed over')
  await dialogs.press(1)
  await rows.first().getByRole('button', { name: 'Hand it over' }).click()
  await expect(rows.first()).toContainText('Handed over to Ines: after the freeze')
  await rows.first().getByRole('button', { name: 'It is settled' }).click()
  await expect(rows).toHaveCount(count - 1)
  await window.keyboard.press('Escape')
  if (count === 1) await expect(still).toBeHidden()
  await screen.openTab('Report')
  const report = await screen.reportMarkdown(electron)
  expect(report).toContain('## Left behind')
  expect(report).toMatch(/- Settled at .*by the operator's word: after the freeze\. Handed over to Ines/)
})
