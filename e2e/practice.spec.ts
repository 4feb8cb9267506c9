import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { ConnectionsPage } from './pages/connections-page.ts'

// What is practised never mixes with what is real, and says at the end how it went.

/** A request as the window makes it, without any of its questions. */
function ask(page: Page, name: string, input: object): Promise<unknown> {
  return page.evaluate(([asked, given]) => globalThis.window.backout?.request(asked, given), [name, input] as const)
}

test('production is left for an exercise only where it is said, and is one click away', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'healthy', speed: 1, seed: 71 })
  const app = await launch()
  const { window, console: screen } = app
  const connections = new ConnectionsPage(app)
  await connections.paste(await readFile(world.kubeconfig, 'utf8'))
  await connections.open({ name: 'prod-weu', kind: 'production' })
  await window.getByTestId('service-row').first().waitFor()

  expect(await ask(window, 'drill.start', {})).toMatchObject({
    ok: false,
    failure: { code: 'refused', message: 'prod-weu (production) is open.' }
  })
  await expect(screen.band).toContainText('PRODUCTION')

  await window.keyboard.press('p')
  const list = window.getByRole('dialog', { name: 'Practise on the drill' })
  await expect(list.getByRole('note')).toContainText('prod-weu (production) is open, and would be left.')
  await expect(list.getByRole('option')).toHaveCount(59)
  await window.keyboard.press('2')
  await expect(list.getByRole('option', { selected: true })).toContainText('A worried colleague')
  await window.keyboard.press('Enter')

  const practice = window.getByTestId('practice')
  await expect(screen.band).toContainText('DRILL')
  await expect(practice).toContainText(/A colleague called at \d\d:\d\d/)
  await window.getByTestId('service-row').first().waitFor()
  await window.keyboard.press('h')
  await expect(practice).toContainText('Hint: ')

  // What production was asked is in its own log.
  const commands = await ask(window, 'clipboard.copy', { what: { kind: 'allCommands' } })
  expect(JSON.stringify(commands)).not.toContain('prod-weu')
  const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
  // The clipboard is the display's: another window may have filled it.
  expect(copied.includes('kubectl') && !copied.split('\n')[0]?.includes('DRILL')).toBe(false)

  await practice.getByRole('button', { name: 'End the exercise' }).click()
  const debrief = window.getByTestId('debrief')
  await expect(debrief).toContainText('Doing nothing is a decision too')
  await expect(debrief).toContainText('No wrong turn was approved.')
  await window.keyboard.press('Escape')
  await expect(debrief).toBeHidden()
  await window.keyboard.press('Control+k')
  await window.getByTestId('palette-input').fill('how the exercise went')
  await window.keyboard.press('Enter')
  await expect(debrief, 'it can be read again').toContainText('Doing nothing is a decision too')
  await window.keyboard.press('Escape')
  await expect(debrief).toBeHidden()

  await practice.getByRole('button', { name: 'Back to prod-weu (production)' }).click()
  await expect(screen.band).toContainText('PRODUCTION')
  await window.getByTestId('service-row').first().waitFor()
  await expect(practice).toBeHidden()
})

test('the command line names the exercise and its seed, and the next one begins with a key', async ({ launch }) => {
  const app = await launch({ args: ['--drill', '--scenario', 'healthy', '--seed', '7'] })
  const { window } = app
  const practice = window.getByTestId('practice')
  await expect(practice).toContainText('A worried colleague.')
  await practice.getByRole('button', { name: 'End the exercise' }).click()
  await expect(window.getByTestId('debrief')).toContainText('Seed 7')
  await window.keyboard.press('n')
  await expect(window.getByTestId('debrief')).toBeHidden()
  await expect(practice).toContainText('The rollout that takes so long.')
})
