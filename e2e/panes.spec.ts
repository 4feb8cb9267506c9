import type { Locator } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { openIncident } from './open-incident.ts'

test.setTimeout(120_000)

test('panes are resized by dragging and by keyboard, the window zooms, and both are remembered', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 71 })
  const first = await openIncident(launch, world)
  const edge = (name: string) => first.window.getByRole('separator', { name })
  const { checklist, live, log } = first.console

  const before = { checklist: await width(checklist), live: await width(live), log: await height(log) }
  await drag(edge('Width of the checklist'), 60, 0)
  await expect.poll(() => width(checklist)).toBe(before.checklist + 60)
  await drag(edge('Height of the record'), 0, -40)
  await expect.poll(() => height(log)).toBe(before.log + 40)
  await edge('Width of the live panels').press('ArrowRight')
  await expect.poll(() => width(live)).toBe(before.live - 16)

  await edge('Width of the live panels').press('End')
  const most = await width(live)
  expect(await edge('Width of the live panels').getAttribute('aria-valuenow')).toBe(String(most))
  await drag(edge('Width of the live panels'), -2_000, 0)
  expect(await width(live)).toBe(most)
  await expect(first.console.verdict).toBeInViewport({ ratio: 1 })
  await edge('Width of the live panels').press('Home')
  const least = await width(live)
  expect(least).toBeLessThan(most)

  const usual = await first.window.evaluate(() => innerWidth)
  for (let step = 0; step < 5; step += 1) await pressWithControl(first, '=')
  await expect.poll(() => first.window.evaluate(() => innerWidth)).toBe(usual / 2)
  await first.console.waitForPlan()
  await expect(first.console.verdict).toBeInViewport({ ratio: 1 })
  await expect(first.window.getByTestId('action-bar')).toBeInViewport({ ratio: 0.99 })
  await first.close()

  const second = await openIncident(launch, world)
  await expect.poll(() => second.window.evaluate(() => innerWidth)).toBe(usual / 2)
  await pressWithControl(second, '0')
  await expect.poll(() => second.window.evaluate(() => innerWidth)).toBe(usual)
  await expect.poll(() => width(second.console.checklist)).toBe(before.checklist + 60)
  await expect.poll(() => height(second.console.log)).toBe(before.log + 40)
  await expect.poll(() => width(second.console.live)).toBe(least)
})

/** As from the keyboard: what a test's driver types reaches the page past the window's own keys. */
function pressWithControl({ electron }: App, keyCode: string): Promise<void> {
  return electron.evaluate(({ BrowserWindow }, key) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    for (const type of ['keyDown', 'keyUp'] as const)
      contents?.sendInputEvent({ type, keyCode: key, modifiers: ['control'] })
  }, keyCode)
}

async function drag(edge: Locator, dx: number, dy: number): Promise<void> {
  const box = await edge.boundingBox()
  if (box === null) throw new Error('the edge is not on the screen')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const { mouse } = edge.page()
  await mouse.move(x, y)
  await mouse.down()
  await mouse.move(x + dx / 2, y + dy / 2)
  await mouse.move(x + dx, y + dy)
  await mouse.up()
}

async function width(pane: Locator): Promise<number> {
  return Math.round((await pane.boundingBox())?.width ?? 0)
}

async function height(pane: Locator): Promise<number> {
  return Math.round((await pane.boundingBox())?.height ?? 0)
}
