import type { Locator } from '@playwright/test'
import { states } from '../src/renderer/fixtures/states.ts'
import { expect, test } from './gallery.ts'

// What a low or a narrow window must not take away. One window for all of them: the page is built once.
test.describe.configure({ mode: 'default' })

/** What scrolls in the checklist, from the outside in. */
async function scrollers(pane: Locator): Promise<number> {
  return pane.evaluate(
    (nav) =>
      [...nav.querySelectorAll('*')].filter(
        (each) => each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY === 'auto'
      ).length
  )
}

/** How many steps are whole above the contacts. */
async function stepsAbove(steps: Locator, contacts: Locator): Promise<number> {
  const edge = (await contacts.boundingBox())?.y ?? 0
  const boxes = await Promise.all((await steps.all()).map((step) => step.boundingBox()))
  return boxes.filter((box) => box !== null && box.y > 0 && box.y + box.height <= edge).length
}

test('the contacts are whole rows in one region with the steps, and the current step is in view', async ({
  gallery
}) => {
  const { page } = gallery
  const pane = page.getByTestId('checklist')
  const contacts = page.getByTestId('contacts')
  const current = page.locator('[data-testid="task"][aria-selected="true"]')
  for (const state of ['offline-planned', 'contacts-shipped', 'console']) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await gallery.show(state, 'dark')
    if (state !== 'console') await expect(contacts).toHaveAttribute('open')
    for (const size of [
      { width: 1280, height: 800 },
      { width: 1024, height: 700 }
    ]) {
      const at = `${state} ${size.height}`
      await page.setViewportSize(size)
      await expect(contacts).not.toHaveAttribute('open')
      await expect(current).toBeInViewport({ ratio: 0.9 })
      await contacts.locator('summary').click()
      await expect(current).toBeInViewport({ ratio: 0.9 })
      expect(await scrollers(pane), at).toBeLessThanOrEqual(1)
      expect(await stepsAbove(page.getByTestId('task'), contacts), at).toBeGreaterThanOrEqual(3)
      for (const row of await contacts.getByRole('listitem').all()) {
        await expect(row, at).toBeInViewport({ ratio: 0.99 })
        expect(await row.evaluate((each) => each.scrollWidth - each.clientWidth), at).toBe(0)
      }
      await contacts.locator('summary').click()
    }
  }
})

test('what is sent and its approval are in view in a low window, whatever stands above', async ({ gallery }) => {
  const { page } = gallery
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 }
  ]) {
    for (const state of ['console', 'drifted', 'offline-planned', 'left-behind', 'staging', 'many-choose']) {
      await page.setViewportSize(size)
      await gallery.show(state, 'light')
      const command = page.getByTestId('plan-command')
      await expect(command, state).toHaveCount(1)
      await expect(command, state).toBeInViewport({ ratio: 0.99 })
      await expect(page.getByTestId('approve-button'), state).toBeInViewport({ ratio: 0.99 })
      await expect(page.getByTestId('facts'), state).toBeInViewport({ ratio: 0.99 })
    }
  }
})

test('a plan is read above its bar, which is a third of the column at most', async ({ gallery }) => {
  const { page } = gallery
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 }
  ]) {
    for (const state of ['abort', 'restore', 'console', 'practice-playing']) {
      const at = `${state} ${size.height}`
      await page.setViewportSize(size)
      await gallery.show(state, 'dark')
      const card = page.getByTestId('lever-card')
      const [bar, main] = [await card.getByTestId('action-bar').boundingBox(), await page.locator('main').boundingBox()]
      expect((bar?.height ?? 0) / (main?.height ?? 1), at).toBeLessThanOrEqual(0.36)
      const read = [
        card.getByRole('heading', { level: 2 }),
        ...(await card.getByTestId('warnings').locator('li').all())
      ]
      const steps = card.getByTestId('plan-steps').locator('li')
      if ((await steps.count()) > 0) read.push(steps.first())
      for (const each of read) {
        await expect(each, at).toBeInViewport({ ratio: 0.99 })
        const box = await each.boundingBox()
        expect((box?.y ?? 0) + (box?.height ?? 0), at).toBeLessThanOrEqual((bar?.y ?? 0) + 1)
      }
    }
  }
})

test('a short column is for the plan: its bar is one line, and a plan that is asked for begins at its headline', async ({
  gallery
}) => {
  const { page } = gallery
  await page.setViewportSize({ width: 1024, height: 700 })
  await gallery.show('failover', 'light')
  const main = page.locator('main')
  const card = page.getByTestId('lever-card')
  const title = card.getByRole('heading', { level: 2 })
  await expect(title).toBeInViewport({ ratio: 0.99 })
  const [column, bar, whole] = [
    await main.boundingBox(),
    await card.getByTestId('action-bar').boundingBox(),
    await card.boundingBox()
  ]
  expect(bar?.height ?? 99).toBeLessThanOrEqual(48)
  expect(((bar?.y ?? 0) - (whole?.y ?? 0)) / (column?.height ?? 1)).toBeGreaterThanOrEqual(0.4)
  await expect(page.getByTestId('approve-button')).toBeInViewport({ ratio: 0.99 })
  await main.evaluate((each) => each.scrollTo(0, each.scrollHeight))
  await page.locator('[data-lever="regionFailover"]').getByRole('button').click()
  await page.evaluate((decision) => {
    const { publish } = globalThis as unknown as { publish: (feed: string, value: unknown) => void }
    const plan = decision?.plan && { ...decision.plan, id: 'another', lever: 'regionFailover' }
    publish('decision', { ...decision, plan, asked: 'regionFailover' })
  }, states['failover']?.decision)
  await expect(title).toBeInViewport({ ratio: 0.99 })
  const top = (await title.boundingBox())?.y ?? 0
  expect(top - (column?.y ?? 0)).toBeLessThan(60)
})

test('a plan that is made below a run comes into sight, and no key asks for one that is out of it', async ({
  gallery
}) => {
  const { page } = gallery
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 }
  ]) {
    await page.setViewportSize(size)
    await gallery.show('running', 'light')
    await page.evaluate((decision) => {
      const { publish } = globalThis as unknown as { publish: (feed: string, value: unknown) => void }
      publish('decision', decision)
    }, states['planned-while-proving']?.decision)
    const card = page.locator('[data-plan]')
    const bar = card.getByTestId('action-bar')
    const title = card.getByRole('heading', { level: 2 })
    await expect(title).toBeInViewport({ ratio: 0.99 })
    await expect(card.getByTestId('facts')).toBeInViewport({ ratio: 0.99 })
    const [headline, first] = [await page.getByTestId('verdict').boundingBox(), await title.boundingBox()]
    expect(first?.y ?? 0, String(size.height)).toBeGreaterThanOrEqual((headline?.y ?? 0) + (headline?.height ?? 0))
    const [read, over] = [await card.getByTestId('facts').boundingBox(), await bar.boundingBox()]
    expect((read?.y ?? 0) + (read?.height ?? 0), String(size.height)).toBeLessThanOrEqual((over?.y ?? 0) + 1)
    await page.locator('main').evaluate((main) => main.scrollTo(0, 0))
    await page.keyboard.press('a')
    await expect(page.getByTestId('said')).toContainText('the same key again')
    await expect(title).toBeInViewport({ ratio: 0.99 })
    expect(await page.evaluate(() => Reflect.get(globalThis, 'asked'))).toEqual([])
    await page.keyboard.press('a')
    expect(await page.evaluate(() => Reflect.get(globalThis, 'asked'))).toMatchObject([['run.approve', {}]])
  }
})

test('what proves it is not under the bar of what is over', async ({ gallery }) => {
  const { page } = gallery
  await page.setViewportSize({ width: 1024, height: 700 })
  await gallery.show('proved', 'light')
  const [proof, bar] = [page.getByTestId('proof'), page.getByTestId('run-card').getByTestId('action-bar')]
  await proof.locator('li').first().scrollIntoViewIfNeeded()
  const [rows, below] = [await proof.boundingBox(), await bar.boundingBox()]
  expect((rows?.y ?? 0) + (rows?.height ?? 0)).toBeLessThanOrEqual((below?.y ?? 0) + 1)
})

test('every share of the traffic is in the row of values, whole', async ({ gallery }) => {
  const { page } = gallery
  await page.setViewportSize({ width: 1024, height: 700 })
  await gallery.show('abort', 'dark')
  const shares = page.getByTestId('panel-traffic').locator('dd')
  expect(await shares.count()).toBeGreaterThan(1)
  for (const share of await shares.all()) {
    await expect(share).toBeInViewport({ ratio: 0.99 })
    expect(await share.evaluate((each) => each.scrollWidth - each.clientWidth)).toBeLessThanOrEqual(0)
  }
})

test('that a reading is stale is said in its own panel, whole', async ({ gallery }) => {
  const { page } = gallery
  await page.setViewportSize({ width: 1024, height: 700 })
  await gallery.show('stale', 'light')
  const over = await page
    .getByTestId('live')
    .locator('h2 time')
    .evaluateAll((times) =>
      times.flatMap((time) => {
        const panel = time.closest('section')
        const [own, whole] = [time, panel].map((each) => each?.getBoundingClientRect())
        return own && whole && own.left + Math.max(own.width, time.scrollWidth) > whole.right
          ? [panel?.textContent]
          : []
      })
    )
  expect(over).toEqual([])
})

test('while an action is under way in a low window, it has most of the column', async ({ gallery }) => {
  const { page } = gallery
  await page.setViewportSize({ width: 1024, height: 700 })
  for (const state of ['console', 'running', 'practice-playing']) {
    await gallery.show(state, 'dark')
    const height = (await page.locator('main').boundingBox())?.height ?? 0
    if (state === 'running') expect(height).toBeGreaterThanOrEqual(460)
    if (state !== 'practice-playing') continue
    // It was read in full in the list of services.
    const briefing = page.getByTestId('practice').locator('p').first()
    expect((await briefing.boundingBox())?.height ?? 99).toBeLessThanOrEqual(24)
  }
})

test('open pictures leave the progress of a run in view', async ({ gallery }) => {
  const { page } = gallery
  await page.setViewportSize({ width: 1024, height: 700 })
  await gallery.show('running', 'light')
  await page.getByRole('button', { name: 'Charts' }).click()
  const now = page.locator('[data-testid="run-steps"] [data-state="now"]')
  await expect(now).toBeInViewport({ ratio: 0.99 })
  const [row, bar] = [await now.boundingBox(), await page.getByTestId('action-bar').boundingBox()]
  expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0)
  await page.setViewportSize({ width: 1440, height: 900 })
})

test('a confirmation never lies over a button', async ({ gallery }) => {
  const { page } = gallery
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 },
    { width: 640, height: 800 }
  ]) {
    for (const state of ['running', 'console', 'services']) {
      await page.setViewportSize(size)
      await gallery.show(state, 'dark')
      await page.keyboard.press('d')
      const said = page.getByTestId('said')
      await expect(said).toHaveAttribute('data-shown', 'true')
      expect(await said.evaluate(covered), `${state} ${size.width}`).toEqual([])
    }
  }
})

/** In the page: the buttons that an element lies over. */
function covered(toast: Element): readonly string[] {
  const over = toast.getBoundingClientRect()
  return [...document.querySelectorAll('button')]
    .filter((button) => {
      const { top, bottom, left, right } = button.getBoundingClientRect()
      return top < over.bottom && bottom > over.top && left < over.right && right > over.left
    })
    .map((button) => button.textContent ?? '')
}

test('a strip of many panels wraps, and the step that is under way is in view', async ({ gallery }) => {
  const { page } = gallery
  for (const size of [
    { width: 1024, height: 700 },
    { width: 928, height: 700 }
  ]) {
    await page.setViewportSize(size)
    for (const state of ['abort', 'console', 'offline-planned']) {
      await gallery.show(state, 'dark')
      const live = page.getByTestId('live')
      const { width, inner } = await live.evaluate((each) => ({ width: each.scrollWidth, inner: each.clientWidth }))
      expect(width, `${state} ${size.width}`).toBeLessThanOrEqual(inner)
    }
  }
  await page.setViewportSize({ width: 1024, height: 700 })
  await gallery.show('running', 'dark')
  const { step, bar } = await page.locator('main').evaluate((main) => ({
    step: main.querySelector('[data-step][data-state="now"]')?.getBoundingClientRect().bottom ?? 0,
    bar: main.querySelector('[data-testid="action-bar"]')?.getBoundingClientRect().top ?? 0
  }))
  expect(step).toBeGreaterThan(0)
  expect(step).toBeLessThanOrEqual(bar)
})

test('what runs, and its countdown, stay on top while its steps are scrolled', async ({ gallery }) => {
  const { page } = gallery
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 }
  ]) {
    for (const state of ['arming', 'running', 'many-running', 'settling']) {
      await page.setViewportSize(size)
      await gallery.show(state, 'light')
      const main = page.locator('main')
      await main.evaluate((each) => each.scrollTo(0, each.scrollHeight))
      const headline = main.getByRole('heading', { level: 1 })
      await expect(headline, `${state} ${size.height}`).toBeInViewport({ ratio: 0.99 })
      const [top, line] = [await main.boundingBox(), await headline.boundingBox()]
      expect(line?.y ?? 0, `${state} ${size.height}`).toBeGreaterThanOrEqual(top?.y ?? 0)
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

test('while something is decided each value says against what it is held, and the plan has more than half of the window', async ({
  gallery
}) => {
  const { page } = gallery
  await page.setViewportSize({ width: 1024, height: 700 })
  for (const theme of ['dark', 'light']) {
    await gallery.show('console', theme)
    const live = page.getByTestId('live')
    for (const text of ['act at 5 %', '3.4× normal', 'CrashLoopBackOff']) {
      const said = live.getByText(text).first()
      await expect(said, text).toBeInViewport({ ratio: 0.99 })
      expect(await said.evaluate((each) => each.scrollWidth - each.clientWidth), text).toBeLessThanOrEqual(0)
    }
    expect((await page.locator('main').boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(425)
    await expect(page.getByTestId('approve-button')).toBeInViewport({ ratio: 0.99 })
  }
})
