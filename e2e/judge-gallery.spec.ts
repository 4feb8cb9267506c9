import { violations, wear } from './axe.ts'
import { expect, test } from './gallery.ts'

// One window for all of them: the page is built once.
test.describe.configure({ mode: 'default' })

// A colour that is still on its way from one theme to the next has no contrast of its own.
test.beforeEach(({ gallery }) => gallery.page.emulateMedia({ reducedMotion: 'reduce' }))

for (const text of ['kubectl patch canary checkout # skipAnalysis', './rollback.sh', 'kubectl get pods']) {
  test(`what is found out about ${text} is accessible in every theme`, async ({ gallery }) => {
    await gallery.show('console', 'dark')
    const { page } = gallery
    await page.keyboard.press('s')
    await page.getByTestId('judge-text').fill(text)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('judged')).toBeVisible()
    expect(await violations(page)).toEqual([])
    for (const theme of ['light', 'contrast'] as const) {
      await wear(page, theme)
      expect(await violations(page, 'color-contrast'), theme).toEqual([])
    }
  })
}

test('the question stays where it is while somebody types, judges, and types on', async ({ gallery }) => {
  await gallery.show('console', 'dark')
  const { page } = gallery
  await page.keyboard.press('s')
  const field = page.getByTestId('judge-text')
  const places: unknown[] = []
  const look = async () => {
    for (const each of [page.getByRole('dialog'), field, page.getByTestId('judge')])
      places.push((await each.boundingBox())?.y)
  }
  await look()
  await field.fill('kubectl get pods')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('judged')).toBeVisible()
  await look()
  await field.press('x')
  await expect(page.getByTestId('judged')).toBeHidden()
  await look()
  expect(places.slice(3)).toEqual([...places.slice(0, 3), ...places.slice(0, 3)])
})

test('quick commands are accessible in every theme, and reached by the keyboard', async ({ gallery }) => {
  await gallery.show('console', 'dark')
  const { page } = gallery
  await page.keyboard.press('q')
  const copies = page.getByTestId('quick').locator('[data-copy]')
  await expect(copies.first()).toBeFocused()
  await page.keyboard.press('j')
  await expect(copies.nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  const asked = () => page.evaluate(() => (globalThis as unknown as { readonly asked: readonly unknown[] }).asked)
  await expect.poll(asked).toContainEqual(['clipboard.copy', { what: { kind: 'quickCommand', id: 'undo' } }])
  await page.keyboard.press('k')
  await expect(copies.first()).toBeFocused()
  expect(await violations(page)).toEqual([])
  for (const theme of ['light', 'contrast'] as const) {
    await wear(page, theme)
    expect(await violations(page, 'color-contrast'), theme).toEqual([])
  }
})
