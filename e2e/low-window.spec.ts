import type { Locator } from '@playwright/test'
import { expect, test } from './gallery.ts'

// What a low or a narrow window must not take away. One window for all of them: the page is built once.
test.describe.configure({ mode: 'default' })

async function heightOf(element: Locator): Promise<number> {
  return (await element.boundingBox())?.height ?? 0
}

test('the steps keep their room beside the contacts, and the current one is in view', async ({ gallery }) => {
  const { page } = gallery
  const [pane, tasks] = [page.getByTestId('checklist'), page.getByRole('listbox', { name: 'Tasks' })]
  const contacts = page.getByTestId('contacts')
  const current = page.locator('[data-testid="task"][aria-selected="true"]')
  for (const state of ['offline-planned', 'contacts-shipped']) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await gallery.show(state, 'dark')
    await expect(contacts).toHaveAttribute('open')
    for (const size of [
      { width: 1280, height: 800 },
      { width: 1024, height: 700 }
    ]) {
      await page.setViewportSize(size)
      await expect(contacts).not.toHaveAttribute('open')
      await expect(contacts.locator('summary small')).toBeVisible()
      await expect(current).toBeInViewport({ ratio: 0.9 })
      await contacts.locator('summary').click()
      await expect(contacts.getByRole('button').first()).toBeVisible()
      await expect(current).toBeInViewport({ ratio: 0.9 })
      expect(await heightOf(tasks), `${state} ${size.height}`).toBeGreaterThan((await heightOf(pane)) * 0.42)
      await contacts.locator('summary').click()
    }
  }
})

test('a narrow window opens the pictures, their legend and the query', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  await page.setViewportSize({ width: 1024, height: 700 })
  const live = page.getByTestId('live')
  const query = live.getByRole('button', { name: 'Copy the query' }).first()
  await expect(query).toBeHidden()
  await page.keyboard.press('3')
  for (let steps = 0; steps < 3; steps += 1) {
    await page.keyboard.press('Tab')
    if (await live.getByRole('button', { name: 'Charts' }).evaluate((button) => button === document.activeElement))
      break
  }
  await page.keyboard.press('Enter')
  await expect(query).toBeVisible()
  await expect(live).toContainText('dashed: limit')
  const { width, inner } = await live.evaluate((each) => ({ width: each.scrollWidth, inner: each.clientWidth }))
  expect(width).toBeLessThanOrEqual(inner)
  await live.getByRole('button', { name: 'Less' }).click()
  await expect(query).toBeHidden()
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(query).toBeVisible()
  await expect(live.getByRole('button', { name: 'Charts' })).toBeHidden()
})
