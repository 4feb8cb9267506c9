import type { Page } from '@playwright/test'
import type { CommandView, RecordView } from '../src/contract/index.ts'
import { expect, test, type Gallery } from './gallery.ts'

// The terminal writes what is new and nothing else: counted by the rows that change on the screen.

test.describe.configure({ mode: 'default' })

test('a new command costs one line, and a message without one costs none', async ({ gallery }) => {
  const { page } = gallery
  const record = await showLog(gallery, 2)
  await countRows(page)
  await publish(page, record)
  await drawn(page)
  expect(await changedRows(page), 'the same commands again').toBe(0)
  for (const count of [3, 4]) {
    await publish(page, longer(record, count))
    await expect(page.locator('.xterm-rows')).toContainText(`command-${count - 1} `)
    expect(await changedRows(page), `${count} commands`).toBe(count - 2)
  }
})

test('a result that arrives late is written in its place', async ({ gallery }) => {
  const { page } = gallery
  const record = longer(await showLog(gallery, 4), 4)
  await countRows(page)
  await publish(page, { ...record, commands: record.commands.with(3, late(record.commands[3])) })
  await expect(page.locator('.xterm-rows')).toContainText('503 · 9 s')
  expect(await changedRows(page)).toBe(1)
})

test('who has scrolled up stays there, with the chosen line, while commands arrive', async ({ gallery }) => {
  const { page } = gallery
  const record = await showLog(gallery, 120)
  await page.keyboard.press('4')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('.xterm-rows')).toContainText('command-1 ')
  // What the jump to the top draws has been drawn.
  await drawn(page)
  await countRows(page)
  for (let more = 1; more <= 5; more += 1) await publish(page, longer(record, 120 + more))
  await expect(page.getByTestId('command')).toHaveCount(125)
  await drawn(page)
  await expect(page.locator('.xterm-rows')).toContainText('command-1 ')
  expect(await changedRows(page), 'rows of a view that was scrolled up').toBe(0)
  await expect(page.locator('[data-testid="command"][aria-selected="true"]')).toContainText('command-1 ')
  await expect(page.getByTestId('marked-line')).toBeVisible()
})

test('choosing lines writes nothing', async ({ gallery }) => {
  const { page } = gallery
  await showLog(gallery, 4)
  await page.keyboard.press('4')
  await countRows(page)
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'Home', 'End']) await page.keyboard.press(key)
  await drawn(page)
  expect(await changedRows(page)).toBe(0)
})

async function showLog(gallery: Gallery, count: number): Promise<RecordView> {
  const { page } = gallery
  await gallery.show('console', 'dark')
  const shown = await page.evaluate(
    () => (globalThis as unknown as { published: { record: RecordView } }).published.record
  )
  const record = longer(shown, count)
  await publish(page, record)
  await expect(page.locator('.xterm-rows')).toContainText(`command-${count - 1} `)
  await drawn(page)
  return record
}

function late(command: CommandView | undefined): CommandView {
  if (command === undefined) throw new Error('there is no such command')
  return { ...command, result: '503 · 9 s', status: 503 }
}

function longer(record: RecordView, count: number): RecordView {
  const [first] = record.commands
  if (first === undefined) throw new Error('the example has no commands')
  const commands: readonly CommandView[] = Array.from({ length: count }, (_, at) => ({
    ...first,
    seq: at + 1,
    command: `kubectl get deployment command-${at} -o json`
  }))
  return { ...record, commands }
}

function publish(page: Page, record: RecordView): Promise<void> {
  return page.evaluate((value) => {
    ;(globalThis as unknown as { publish: (feed: string, value: unknown) => void }).publish('record', value)
  }, record)
}

function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(), 0))))
  )
}

/** In the page: counts from now on how often a row of the terminal gets other contents. */
function countRows(page: Page): Promise<void> {
  return page.evaluate(() => {
    const rows = document.querySelector('.xterm-rows')
    if (rows === null) throw new Error('there is no terminal')
    // The cell of the cursor is drawn, and is no text.
    const texts = () => [...rows.children].map((row) => (row.textContent ?? '').trimEnd())
    let before = texts()
    const counter = { changed: 0 }
    Object.assign(globalThis, { counter })
    new MutationObserver(() => {
      const after = texts()
      counter.changed += after.filter((text, at) => text !== before[at]).length
      before = after
    }).observe(rows, { childList: true, subtree: true, characterData: true })
  })
}

function changedRows(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { counter: { changed: number } }).counter.changed)
}
