import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { answerDialogs } from './native-dialogs.ts'
import { openIncident } from './open-incident.ts'

// Logs and evidence, contacts, places and earlier incidents, as a person comes to them by the keyboard.

async function command(window: Page, words: string): Promise<void> {
  await window.keyboard.press('Control+k')
  await window.getByTestId('palette-input').fill(words)
  await window.keyboard.press('Enter')
}

test('logs are kept, contacts are edited, and the incident is found again without its cluster', async ({
  launch,
  drill
}) => {
  test.setTimeout(120_000)
  const world = await drill({ scenario: 'crash-loop', speed: 10, seed: 31 })
  const app = await openIncident(launch, world)
  const { window, console: screen, electron } = app
  // Nothing of the person at the machine is opened.
  await electron.evaluate(({ shell }) => {
    shell.openPath = () => Promise.resolve('there is no editor')
    shell.showItemInFolder = (path) => void Object.assign(globalThis, { shown: path })
  })

  await window.keyboard.press('l')
  const lines = window.getByTestId('output-lines')
  await expect(lines.locator('[data-level]').first()).toBeVisible()
  await expect(window.getByRole('region', { name: 'Events' })).toContainText('BackOff')
  const count = window.getByTestId('output-count')
  const all = await count.textContent()
  await window.getByLabel('Find in the logs').fill('no line says this')
  await expect(count).toContainText('0 of')
  await window.getByLabel('Find in the logs').fill('')
  await expect(count).toContainText(all?.split(' lines')[0] ?? 'no count')
  await lines.focus()
  await window.keyboard.press('e')
  await expect(count).toContainText(/kept \d+ lines, SHA-256 [0-9a-f]{12}/)
  await screen.openTab('Timeline')
  await expect(window.getByTestId('timeline')).toContainText('Kept as evidence')

  await expect(window.getByTestId('contacts')).toContainText('placeholder')
  await command(window, 'edit contacts')
  const editor = window.getByRole('dialog', { name: 'Edit contacts' })
  const field = editor.getByLabel('Contacts')
  const shipped = await field.inputValue()
  await field.fill('contacts:\n  - role: Mira\n')
  await editor.getByRole('button', { name: 'Save the contacts' }).click()
  await expect(editor).toContainText('contacts.yaml, line 2')
  await field.fill(shipped.replace("'#incidents'", "'+46 8 555 0100'"))
  const dialogs = await answerDialogs(app)
  await window.keyboard.press('Control+Enter')
  await expect(editor).toContainText('The contacts were not replaced.')
  expect((await dialogs.said()).at(-1)).toContain('On-call engineer')
  await dialogs.press(1)
  await window.keyboard.press('Control+Enter')
  await expect(editor).toBeHidden()
  await window.getByTestId('contacts').locator('summary').click()
  await window.getByRole('button', { name: 'Copy +46 8 555 0100, On-call engineer' }).click()
  await expect.poll(() => electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('+46 8 555 0100')
  const file = join(app.profile, 'contacts.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('+46 8 555 0100', '+46 8 555 0199'))
  await expect(window.getByTestId('contacts')).toContainText('+46 8 555 0199')

  await command(window, 'evidence')
  const evidence = window.getByRole('dialog', { name: 'Evidence' })
  await evidence.getByRole('button', { name: /^Keep evidence of/ }).click()
  const folder = evidence.locator('details').first()
  await folder.locator('summary').click()
  await expect(folder).toContainText('✓ as it was written')
  await expect(folder.getByTestId('evidence-picture').getByRole('img')).toHaveCount(7)
  const zip = join(app.profile, 'kept.zip')
  await dialogs.choose(zip)
  await folder.getByRole('button', { name: 'Save as zip' }).click()
  await expect
    .poll(() =>
      readFile(zip).then(
        ({ length }) => length,
        () => 0
      )
    )
    .toBeGreaterThan(1_000)
  await folder.getByRole('button', { name: 'Show in folder' }).click()
  await expect
    .poll(() => electron.evaluate(() => (globalThis as { shown?: string }).shown ?? ''))
    .toContain('/evidence/')
  await evidence.getByRole('button', { name: 'Open a zip' }).click()
  await expect(evidence.locator('details').first()).toContainText('Zip: ')
  await expect(evidence.locator('details').first()).toContainText('✓ as it was written')
  await window.keyboard.press('Escape')

  await command(window, 'where things are')
  const places = window.getByTestId('places')
  await expect(places).toContainText(file)
  await places.getByRole('button', { name: 'Show in folder' }).first().click()
  const shown = () => electron.evaluate(() => (globalThis as { shown?: string }).shown ?? '')
  await expect.poll(shown).toContain('journal')
  await window.keyboard.press('Escape')

  await command(window, 'earlier incidents')
  const incidents = window.getByTestId('incidents')
  await expect(incidents).toContainText('nothing was changed')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('dialog').getByTestId('report-markdown')).toContainText('Kept as evidence')
  await window.keyboard.press('Escape')
  await expect(window.getByTestId('incident').first(), 'the environment stays open').toContainText(
    'nothing was changed'
  )
  await window
    .getByRole('dialog')
    .getByRole('button', { name: /^Close \S/ })
    .click()
  await incidents.getByRole('button', { name: /^Open the record of/ }).click()
  await expect(window.getByTestId('timeline')).toContainText('Kept as evidence')
  await expect(window.getByTestId('contacts')).toContainText('+46 8 555 0199')
})
