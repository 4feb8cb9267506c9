import type { Page } from '@playwright/test'
import { states } from '../src/renderer/fixtures/states.ts'
import { expect, test } from './gallery.ts'

// One window for all of them: the page is built once.
test.describe.configure({ mode: 'default' })

// A colour that is still on its way is neither.
test.beforeEach(({ gallery }) => gallery.page.emulateMedia({ reducedMotion: 'reduce' }))

/** In the page: what is filled with the colour of the way on, and can be pressed. */
function primaries(): readonly string[] {
  const act = document.createElement('i')
  act.style.setProperty('background', 'var(--act)')
  document.body.append(act)
  const { backgroundColor } = getComputedStyle(act)
  act.remove()
  return [...document.querySelectorAll<HTMLButtonElement>('button:enabled')]
    .filter((button) => getComputedStyle(button).backgroundColor === backgroundColor)
    .map((button) => button.textContent ?? '')
}

test('after an action there is one way on, also once the next plan is there', async ({ gallery }) => {
  const { page } = gallery
  for (const state of ['conflict', 'stopped', 'not-proved', 'stopped-between', 'proved']) {
    await gallery.show(state, 'dark')
    expect(await page.evaluate(primaries), state).toHaveLength(1)
    // Planned anew below it, as it is after a cancel.
    await publishPlan(page)
    // Its own ways on are read first: that plan is not of what is left.
    if (state === 'stopped-between') {
      expect(await page.evaluate(primaries), `${state}, planned again`).toEqual([
        expect.stringContaining('Plan what is left')
      ])
      await page.getByTestId('beside-run').locator('summary').first().click()
    }
    await expect(page.getByTestId('approve-button'), state).toBeVisible()
    expect(await page.evaluate(primaries), `${state}, planned again`).toEqual([expect.stringContaining('Roll back')])
  }
})

test('on first run only what enter opens is marked, wherever the pointer is', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('first-run', 'dark')
  const marked = () =>
    page.evaluate(() => {
      const edges = [...document.querySelectorAll('main button')].map((button) => getComputedStyle(button))
      const act = getComputedStyle(document.documentElement).getPropertyValue('--act').trim()
      const probe = document.body.appendChild(document.createElement('i'))
      probe.style.setProperty('color', act)
      const { color } = getComputedStyle(probe)
      probe.remove()
      return edges.filter((style) => style.borderColor === color || style.outlineStyle !== 'none').length
    })
  const choices = page.locator('main button')
  await choices.nth(1).hover()
  expect(await marked()).toBe(1)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  expect(await marked()).toBe(1)
})

async function publishPlan(page: Page): Promise<void> {
  const value = states['console']?.decision
  const plan = value?.plan ? { ...value.plan, id: 'another' } : null
  await page.evaluate(
    (next) => {
      const { publish } = globalThis as unknown as { readonly publish: (feed: string, value: unknown) => void }
      publish('decision', next)
    },
    { ...value, plan }
  )
}
