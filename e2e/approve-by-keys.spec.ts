import { expect, test } from './app.ts'
import { readReferee } from './referee.ts'
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
  await window.evaluate(() => {
    const counted = { keys: 0 }
    Object.assign(globalThis, { counted })
    globalThis.window.addEventListener('keydown', () => (counted.keys += 1), { capture: true })
  })
  const { keyboard } = window
  await keyboard.press('Enter')
  await screen.waitForPlan()
  await keyboard.press('a')
  await expect(screen.confirmation).toBeFocused()
  await expect(screen.confirmation).toHaveValue('')
  const text = await screen.textToType()
  await keyboard.type(text)
  await keyboard.press('Enter')
  await expect(screen.cancel).toBeVisible()
  await expect(window.getByTestId('pending-command')).toContainText('rollout undo')
  const keys = await window.evaluate(() => (globalThis as unknown as { counted: { keys: number } }).counted.keys)
  expect(keys).toBe(2 + text.length + 1)

  await keyboard.press('Escape')
  await expect(screen.settled).toHaveAttribute('data-outcome', 'cancelled')
  await expect(screen.verdict).toContainText(/Cancelled\. Nothing was sent\. Errors [\d.]+ %, limit [\d.]+ %\./)
  await expect(screen.checklist).toContainText('Cancelled, nothing was sent')
  expect((await readReferee(world.control)).effects).toEqual([])
  await expect(window.locator('[data-focus="main"]')).toBeFocused()
})
