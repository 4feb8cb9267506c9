import type { Page } from '@playwright/test'
import { expect, test } from './gallery.ts'

// One window for all of them: the page is built once.
test.describe.configure({ mode: 'default' })

test('the keys reach every pane, the palette and the connections', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  const panes = ['checklist', 'main', 'live', 'commands', 'timeline', 'report']
  for (const [index, pane] of panes.entries()) {
    await page.keyboard.press(String(index + 1))
    await expect(page.locator(`[data-focus="${pane}"]`)).toBeFocused()
  }
  await page.keyboard.press('F2')
  await expect(page.getByRole('dialog', { name: 'Connections' })).toBeVisible()
  await page.keyboard.press('Escape')
  for (const chord of ['Control+k', 'Meta+k']) {
    await page.keyboard.press(chord)
    await expect(page.getByTestId('palette-input'), chord).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await page.keyboard.press('Control+k')
  await page.keyboard.type('keys')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

test('the checklist is worked through without a mouse', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  const selected = page.locator('[data-testid="task"][aria-selected="true"]')
  await page.keyboard.press('1')
  await expect(selected).toHaveAttribute('data-task', 'undo')
  for (const [key, task] of [
    ['j', 'rollout'],
    ['ArrowDown', 'pods'],
    ['k', 'rollout'],
    ['ArrowUp', 'undo']
  ] as const) {
    await page.keyboard.press(key)
    await expect(selected, key).toHaveAttribute('data-task', task)
  }
  for (const [key, request] of [
    [' ', ['task.tick', { taskId: 'undo', state: 'done' }]],
    ['x', ['task.tick', { taskId: 'undo', state: 'doneElsewhere' }]],
    ['c', ['clipboard.copy', { what: { kind: 'taskCommand', taskId: 'undo', index: 0 } }]]
  ] as const) {
    await page.keyboard.press(key)
    expect(await lastAsked(page), key).toEqual(request)
  }
  await page.keyboard.press('n')
  const note = page.getByRole('dialog', { name: /^Note/ })
  await note.getByRole('textbox').fill('paged the platform team')
  await page.keyboard.press('Control+Enter')
  await expect(note).toHaveCount(0)
  expect(await lastAsked(page)).toEqual(['task.note', { taskId: 'undo', text: 'paged the platform team' }])
  await page.keyboard.press('1')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('approve-button')).toBeFocused()
  expect(await lastAsked(page)).toMatchObject(['run.approve', {}])
})

test('the palette finds services and steps by name, keeps its cursor in view and what was used on top', async ({
  gallery
}) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  await page.keyboard.press('Control+k')
  const chosen = page.locator('#palette-list [aria-selected="true"]')
  for (let step = 0; step < 25; step += 1) await page.keyboard.press('ArrowDown')
  await expect(chosen).toBeInViewport({ ratio: 0.9 })
  await page.keyboard.type('open payments')
  await page.keyboard.press('Enter')
  expect(await lastAsked(page)).toEqual(['service.open', { ref: { namespace: 'shop', name: 'payments' } }])
  await page.keyboard.press('Control+k')
  await expect(chosen).toHaveText('Open payments')
})

test('slash finds in the log, and escape backs out one step at a time', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  await page.keyboard.press('/')
  await expect(page.locator('[data-find="commands"]')).toBeFocused()
  await page.keyboard.type('dry')
  await expect(page.getByTestId('command')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('command-detail')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('command-detail')).toHaveCount(0)
  await expect(page.locator('[data-focus="commands"]')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('command')).not.toHaveCount(1)
  expect(await lastAsked(page)).toBeUndefined()
  await page.keyboard.press('Escape')
  expect(await lastAsked(page)).toEqual(['service.close', {}])
})

test('one escape a level leads out of the report and of the logs', async ({ gallery }) => {
  const { page } = gallery
  const commands = page.getByRole('tab', { name: /^Commands/, selected: true })
  await gallery.show('console', 'dark')
  await page.keyboard.press('6')
  await page.getByLabel('Root cause').focus()
  await page.keyboard.press('Escape')
  await expect(commands).toBeVisible()
  await expect(page.locator('[data-focus="main"]')).toBeFocused()
  await page.keyboard.press('7')
  await page.keyboard.press('Escape')
  await expect(commands).toBeVisible()
  // Also of a report that was made smaller, and of a record that was made larger.
  await page.keyboard.press('6')
  await page.getByRole('button', { name: 'Smaller' }).click()
  await page.keyboard.press('Escape')
  await expect(commands).toBeVisible()
  await page.getByRole('button', { name: 'Larger' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Larger' })).toBeVisible()
  const left = async () => (await asked(page)).filter(([name]) => name === 'service.close').length
  expect(await left()).toBe(0)
  await page.keyboard.press('Escape')
  expect(await left()).toBe(1)
})

test('0 leads from a service to all namespaces, or says why it does not', async ({ gallery }) => {
  const { page } = gallery
  const said = page.getByTestId('said')
  await gallery.show('console', 'dark')
  await page.keyboard.press('0')
  await expect
    .poll(() => asked(page))
    .toEqual([
      ['service.close', {}],
      ['environment.listEverywhere', { on: true }]
    ])
  await gallery.show('arming', 'dark')
  await page.keyboard.press('0')
  await expect(said).toContainText('Not left while it is on its way')
  await gallery.show('running', 'dark')
  await page.keyboard.press('0')
  await expect(said).toContainText('0 once more: all namespaces')
  expect(await lastAsked(page)).toBeUndefined()
  await gallery.show('record', 'dark')
  await page.keyboard.press('0')
  await expect(said).toContainText('No cluster is open')
})

test('the caps on the buttons are what the keys do', async ({ gallery }) => {
  const { page } = gallery
  const capped = (name: string) => page.getByRole('button', { name }).locator('kbd')
  await gallery.show('console', 'dark')
  await expect(capped('Roll back to revision 41')).toHaveText('a')
  await gallery.show('arming', 'dark')
  await expect(capped('Cancel, send nothing')).toHaveText('esc')
  await page.keyboard.press('Escape')
  expect(await lastAsked(page)).toMatchObject(['run.abort', {}])
  await gallery.show('conflict', 'dark')
  await expect(capped('Plan again')).toHaveText('a')
  await page.keyboard.press('a')
  await expect.poll(async () => (await asked(page)).map(([name]) => name)).toEqual(['run.dismiss', 'plan.prepare'])
  await gallery.show('running', 'dark')
  await expect(capped('Stop waiting')).toHaveText('f')
  await page.keyboard.press('f')
  expect(await lastAsked(page)).toMatchObject(['run.abort', {}])
  for (const [state, name, key, how] of [
    ['stopped-between', 'Plan what is left', 'r', 'goOn'],
    ['stopped-between', 'Plan the way back', 'z', 'takeBack'],
    ['proved', 'Plan to undo to revision', 'z', 'takeBack']
  ] as const) {
    await gallery.show(state, 'dark')
    // What is undone only if somebody wants it is folded.
    if (state === 'proved') await page.getByTestId('inverse').locator('summary').click()
    await expect(capped(name).first(), name).toHaveText(key)
    await page.keyboard.press(key)
    await expect
      .poll(async () => (await asked(page)).at(-1), name)
      .toMatchObject(['plan.prepare', { continues: { how } }])
  }
  await gallery.show('practice-proved', 'dark')
  await expect(capped('How it went')).toHaveText('h')
  await page.keyboard.press('h')
  await expect(page.getByRole('dialog', { name: /^How it went/ })).toBeVisible()
})

test('the keys of a service stand in one line, with what matters and ? on a narrow window', async ({ gallery }) => {
  const { page } = gallery
  const strip = page.getByTestId('key-strip')
  for (const [width, keys] of [
    [1920, 'a y u t l b g s q j k space n 0 esc ?'],
    [1280, 'a y u t l b g s q j k space n esc ?'],
    [1024, 'a y u t l b g s q esc ?'],
    [640, 'a y u t l esc ?']
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await gallery.show('console', 'dark')
    await strip.scrollIntoViewIfNeeded()
    // What has no room is in a second line, below the edge.
    const seen = await strip.evaluate((each) => {
      const { bottom } = each.getBoundingClientRect()
      const caps = [...each.querySelectorAll('kbd')]
      return caps.filter((cap) => cap.getBoundingClientRect().bottom <= bottom).map((cap) => cap.textContent)
    })
    expect(seen.join(' '), String(width)).toBe(keys)
    const { height, wide, inner } = await strip.evaluate((each) => ({
      height: each.clientHeight,
      wide: each.scrollWidth,
      inner: each.clientWidth
    }))
    expect(height, String(width)).toBeLessThan(30)
    expect(wide, String(width)).toBeLessThanOrEqual(inner)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
})

test('the rest of a word whose field is taken away is no key of the window', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  await page.keyboard.press('/')
  const field = page.locator('[data-find="commands"]')
  await field.pressSequentially('checkout@')
  const before = await lastAsked(page)
  // As anything may do it: the field goes while it has the focus.
  await field.evaluate((input) => input.remove())
  await page.keyboard.type('production')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('said')).toContainText('The field was replaced')
  expect(await lastAsked(page)).toEqual(before)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Tab')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

test('the key after slash or a digit is already that of the field or the pane', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  const focusAfter = (key: string) =>
    page.evaluate((pressed) => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }))
      const { find, focus } = (document.activeElement as HTMLElement).dataset
      return find ?? focus
    }, key)
  await page.keyboard.press('6')
  await expect(page.locator('[data-focus="report"]')).toBeFocused()
  expect(await focusAfter('5')).toBe('timeline')
  expect(await focusAfter('/')).toBe('commands')
})

test('no key but the one for the approval has it asked for, whatever has the focus', async ({ gallery }) => {
  const { page } = gallery
  for (const state of ['console', 'staging']) {
    await gallery.show(state, 'dark')
    for (const where of ['1', '2', '3', '4', '5', '6']) {
      await page.keyboard.press(where)
      for (const key of ['c', 'j', 'k', 'm', 'n', 'r', 'x', 'y', ' ']) {
        await page.keyboard.press(key)
        await page.keyboard.press('Escape')
        if (await page.getByRole('dialog').count()) await page.keyboard.press('Escape')
      }
    }
    expect((await asked(page)).filter(([name]) => name === 'run.approve')).toEqual([])
  }
})

test('the focus is always to be seen and goes through the panes in the order of the eye', async ({ gallery }) => {
  const { page } = gallery
  await gallery.show('console', 'dark')
  const seen: string[] = []
  for (let at = 0; at < 60; at += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(focusStop)
    // Past the last one it begins again.
    if (stop === null || (stop.where === 'Environment' && seen.length > 1)) break
    expect(stop.ring, `${stop.where}: ${stop.what}`).toBeGreaterThanOrEqual(2)
    if (seen.at(-1) !== stop.where) seen.push(stop.where)
  }
  expect(seen).toEqual(['Environment', 'header', 'Checklist', 'Verdict and plan', 'Live panels', 'Record'])
})

/** In the page: what has the focus, in which part of the window, and how wide the ring around it is; null at the end. */
function focusStop() {
  const focused = document.activeElement
  if (focused === null || focused === document.body) return null
  const part = focused.closest(
    '[data-testid="band"], header:not(section header), nav, main, aside, section[aria-label="Record"]'
  )
  const { outlineStyle, outlineWidth } = getComputedStyle(focused)
  return {
    where: part?.getAttribute('aria-label') ?? part?.tagName.toLowerCase() ?? 'nowhere',
    what: focused.outerHTML.slice(0, 120),
    ring: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth)
  }
}

type Asked = readonly (readonly [name: string, input: unknown])[]

function asked(page: Page): Promise<Asked> {
  return page.evaluate(() => (globalThis as unknown as { asked: Asked }).asked)
}

async function lastAsked(page: Page): Promise<Asked[number] | undefined> {
  return (await asked(page)).at(-1)
}
