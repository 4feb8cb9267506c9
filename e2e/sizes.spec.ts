import { states } from '../src/renderer/fixtures/states.ts'
import { expect, test } from './gallery.ts'

const wide = { width: 1440, height: 900 }
/** The last two are what zoom 200 % leaves of the first two. */
const sizes = [
  { width: 1920, height: 1080 },
  wide,
  { width: 1280, height: 800 },
  { width: 1100, height: 760 },
  { width: 720, height: 450 },
  { width: 640, height: 400 }
]

// One window for all of them: the page is built once.
test.describe.configure({ mode: 'default' })

for (const state of Object.keys(states)) {
  test(`state ${state} fits into every size, its verdict and its action bar in view`, async ({ gallery }) => {
    const { page } = gallery
    await gallery.show(state, 'dark')
    for (const size of sizes) {
      await page.setViewportSize(size)
      expect(await page.evaluate(complaints), `${size.width}×${size.height}`).toEqual([])
    }
    await page.setViewportSize(wide)
  })
}

test('no column of the list moves when the metrics arrive, and the record has the rest of the window', async ({
  gallery
}) => {
  const { page } = gallery
  const columns = () =>
    page.locator('[data-testid="services"] th').evaluateAll((heads) =>
      heads.map((head) => {
        const { left, right } = head.getBoundingClientRect()
        return [left, right]
      })
    )
  await gallery.show('services-unread', 'dark')
  const before = await columns()
  await gallery.show('services', 'dark')
  expect(await columns()).toEqual(before)
  const record = await page.getByRole('region', { name: 'Record' }).boundingBox()
  expect((record?.y ?? 0) + (record?.height ?? 0)).toBe(wide.height)
  const list = await page.locator('main').boundingBox()
  expect((record?.y ?? 0) - (list?.y ?? 0) - (list?.height ?? 0)).toBeLessThanOrEqual(1)
})

test('the last step stands above the contacts, and a wide checklist breaks no button in two', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('healthy', 'dark')
  const last = page.getByTestId('task').last()
  await expect(last).toBeInViewport({ ratio: 0.99 })
  const [step, contacts] = [await last.boundingBox(), await page.getByTestId('contacts').boundingBox()]
  expect((step?.y ?? 0) + (step?.height ?? 0)).toBeLessThanOrEqual(contacts?.y ?? 0)
  const edge = page.getByRole('separator', { name: 'Width of the checklist' })
  await edge.press('End')
  const tall = () =>
    page.locator('main button:visible').evaluateAll((buttons) =>
      buttons.flatMap((button) => {
        const { height } = button.getBoundingClientRect()
        const line = Number.parseFloat(getComputedStyle(button).lineHeight)
        return height > 2 * line + 8 ? [`${button.textContent}: ${height}`] : []
      })
    )
  expect(await tall()).toEqual([])
  await gallery.show('console', 'dark')
  await edge.press('End')
  expect(await tall()).toEqual([])
})

/** In the page: what would have to be scrolled sideways, and what has to be seen without scrolling and is not. */
function complaints(): readonly string[] {
  const found: string[] = []
  for (const each of document.querySelectorAll<HTMLElement>('#root, main, aside, header, footer')) {
    if (each.scrollWidth > each.clientWidth + 1) found.push(`too wide: ${each.outerHTML.slice(0, 80)}`)
  }
  for (const each of document.querySelectorAll(
    '[data-testid="verdict"] h1, [data-testid="action-bar"], aside section'
  )) {
    const { top, bottom } = each.getBoundingClientRect()
    const isPanel = each.matches('aside section')
    // The panels scroll in a column of their own, the first of them has to be there.
    if (isPanel && each.previousElementSibling?.matches('section')) continue
    // In a low window the bar of what has ended stands below its proof, which is what is read then.
    if (innerHeight <= 800 && each.matches('footer') && getComputedStyle(each).position !== 'sticky') continue
    if (top < 0 || bottom > innerHeight + 1) found.push(`out of view: ${each.outerHTML.slice(0, 80)}`)
  }
  return found
}
