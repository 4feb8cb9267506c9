import type { Page } from '@playwright/test'
import { states } from '../src/renderer/fixtures/states.ts'
import { expect, test } from './gallery.ts'

// The keyboard always has a place: after a dialog, after what had the focus is gone, and on the way to the approval.

test.describe.configure({ mode: 'default' })

test('a dialog gives the focus back to where it was', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  for (const pane of ['1', '3', '4']) {
    await page.keyboard.press(pane)
    const before = await focused(page)
    for (const opens of ['?', 'Control+k', 'F2', 'n']) {
      await page.keyboard.press(opens)
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      expect(await focused(page), `${opens} from ${pane}`).toBe(before)
    }
  }
})

test('what is closed or replaced under the focus leaves it at the main part of the screen', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  await page.getByRole('button', { name: 'Copy for a colleague' }).focus()
  await publish(page, 'decision', { levers: [], traps: [], plan: null, failure: null })
  await expect(page.locator('[data-focus="main"]')).toBeFocused()
  await publish(page, 'service', null)
  await expect(page.locator('[data-focus="services"]')).toBeFocused()
  await page.keyboard.press('j')
  await expect(page.locator('[data-selected="true"]')).not.toHaveAttribute('data-name', 'checkout')
})

test('the keys of the list work wherever the focus is, but in a field', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('services', 'dark')
  const selected = page.locator('[data-testid="service-row"][data-selected="true"]')
  await page.getByRole('button', { name: 'Copy all' }).focus()
  await page.keyboard.press('j')
  await expect(selected).toHaveAttribute('data-name', 'basket')
  await page.mouse.click(640, 60)
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('k')
  await expect(selected).toHaveAttribute('data-name', 'payments')
  await page.keyboard.press('/')
  await page.keyboard.type('jk')
  await expect(page.locator('[data-find="services"]')).toHaveValue('jk')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  expect(await lastAsked(page)).toMatchObject(['service.open', {}])
})

test('the main part shows that it has the keys by one line, not by a ring around all of it', async ({ gallery }) => {
  const { page } = gallery
  const drawn = (main: Element) => {
    const { outlineStyle, boxShadow } = getComputedStyle(main)
    return [outlineStyle, boxShadow.replace(/^rgba?\([^)]*\)|^color\([^)]*\)/, '').trim()]
  }
  for (const state of ['arming', 'running']) {
    await gallery.show(state, 'dark')
    await page.keyboard.press('2')
    expect(await page.locator('main').evaluate(drawn), state).toEqual(['none', '0px 2px 0px 0px inset'])
  }
})

test('no key that opens a field is typed into it', async ({ gallery }) => {
  const { page } = gallery
  for (const [state, key, field] of [
    ['first-run', 'o', 'dialog textarea'],
    ['console', 'n', 'dialog textarea'],
    ['console', '/', '[data-find="commands"]'],
    ['services', '/', '[data-find="services"]'],
    ['console', 'Control+k', '[data-testid="palette-input"]']
  ] as const) {
    await gallery.show(state, 'dark')
    await page.keyboard.press(key)
    await expect(page.locator(field), `${state} ${key}`).toBeFocused()
    await expect(page.locator(field), `${state} ${key}`).toHaveValue('')
  }
})

test('the step, the palette and one key have the approval asked for, from every pane', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  const approval = page.getByTestId('approve-button')
  const times = async () => (await asked(page)).filter(([name]) => name === 'run.approve').length
  const ways = ['1', '2', '3', '4', '5', '6'].map((pane) => [pane, 'a'])
  for (const [at, keys] of [...ways, ['1', 'Enter']].entries()) {
    for (const key of keys) await page.keyboard.press(key)
    await expect(approval, keys.join()).toBeFocused()
    expect(await times(), keys.join()).toBe(at + 1)
  }
  await page.keyboard.press('Control+k')
  await page.keyboard.type('approve roll back revision 41')
  await page.keyboard.press('Enter')
  await expect.poll(times).toBe(8)
})

test('an approval that is asked for before its plan is there gets the focus with it, and no letter acts meanwhile', async ({
  gallery
}) => {
  const { page } = gallery
  await gallery.show('planning', 'dark')
  await page.keyboard.press('a')
  const before = await asked(page)
  await page.keyboard.type('xnc')
  expect(await asked(page)).toEqual(before)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByTestId('said')).toContainText('Still being planned')
  await publish(page, 'decision', states['console']?.decision)
  await expect(page.getByTestId('approve-button')).toBeFocused()
  expect((await asked(page)).filter(([name]) => name === 'run.approve')).toHaveLength(1)
})

test('what is opened on demand comes into view and makes nothing wider', async ({ gallery }) => {
  const { page } = gallery
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1100, height: 760 }
  ]) {
    await page.setViewportSize(size)
    await gallery.show('console', 'dark')
    for (const id of ['plan-diff', 'plan-wire', 'plan-inverse', 'plan-notes']) {
      const details = page.getByTestId(id)
      await details.locator('summary').click()
      await expect(details.locator('summary')).toBeInViewport({ ratio: 1 })
    }
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('#root, main, [data-testid="lever-card"]')]
        .filter((each) => each.scrollWidth > each.clientWidth + 1)
        .map((each) => each.className)
    )
    expect(wide, `${size.width}`).toEqual([])
  }
  await page.setViewportSize({ width: 1440, height: 900 })
})

type Asked = readonly (readonly [name: string, input: unknown])[]

function asked(page: Page): Promise<Asked> {
  return page.evaluate(() => (globalThis as unknown as { asked: Asked }).asked)
}

async function lastAsked(page: Page): Promise<Asked[number] | undefined> {
  return (await asked(page)).at(-1)
}

function publish(page: Page, feed: string, value: unknown): Promise<void> {
  return page.evaluate(
    ([name, next]) => {
      ;(globalThis as unknown as { publish: (feed: unknown, value: unknown) => void }).publish(name, next)
    },
    [feed, value] as const
  )
}

/** What has the focus, in words. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    return element?.dataset['focus'] ?? element?.tagName ?? 'nothing'
  })
}
