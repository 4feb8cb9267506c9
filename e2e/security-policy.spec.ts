import type { Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { openIncident } from './open-incident.ts'

// What the running console does under its own policy, the terminal among it: xterm makes style elements.

test.setTimeout(180_000)

test('an incident is played to its end, with the terminal open, and the policy is broken nowhere', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 61 })
  const app = await openIncident(launch, world)
  const { window, console: screen } = app
  const broken = await watchPolicy(app)
  await expect(window.locator('.xterm-screen').first()).toBeVisible()
  await screen.waitForPlan()
  for (const each of await window.locator('details > summary').all()) await each.click()

  await window.keyboard.press('4')
  await window.keyboard.press('ArrowUp')
  await window.keyboard.press('Enter')
  await expect(window.getByTestId('command-detail')).toBeVisible()
  await window.keyboard.press('Escape')
  await window.keyboard.press('/')
  await window.keyboard.type('get')
  await window.keyboard.press('Escape')

  for (const theme of ['light', 'high contrast', 'dark']) {
    await window.keyboard.press('Control+k')
    await window.keyboard.type(`theme ${theme}`)
    await window.keyboard.press('Enter')
  }
  await window.getByRole('separator', { name: 'Height of the record' }).press('ArrowUp')
  await resize(app, 1_100, 760)
  await resize(app, 1_440, 900)
  for (const tab of ['Timeline', 'Report', 'Commands'] as const) await screen.openTab(tab)

  await screen.approveByTyping()
  await expect(screen.proved).toBeVisible({ timeout: 60_000 })
  await expect(window.locator('.xterm-screen').first()).toBeVisible()
  expect(await broken()).toEqual([])
  // The same eyes do see a violation.
  await window.evaluate(() =>
    document.head.append(Object.assign(document.createElement('style'), { textContent: '*{}' }))
  )
  await expect.poll(async () => (await broken()).join()).toContain('style-src')
})

/** Follows refusals from before the first line of the page on; the answer lists them. */
async function watchPolicy({ window, console: screen }: App): Promise<() => Promise<readonly string[]>> {
  const complaints: string[] = []
  window.on('console', (message) => {
    if (/content security policy|trusted ?type/i.test(message.text())) complaints.push(message.text())
  })
  await window.addInitScript(() => {
    const violations: string[] = []
    Object.assign(globalThis, { violations })
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event
      violations.push(`${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`)
    })
  })
  await window.reload()
  await screen.verdict.waitFor()
  return async () => [...(await violationsOf(window)), ...complaints]
}

function violationsOf(window: Page): Promise<readonly string[]> {
  return window.evaluate(() => (globalThis as unknown as { violations: readonly string[] }).violations)
}

/** Gives the window another size, and waits until its page has it. */
async function resize({ electron, window }: App, width: number, height: number): Promise<void> {
  await electron.evaluate(
    ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w ?? 0, h ?? 0),
    [width, height]
  )
  await expect.poll(() => window.evaluate(() => innerWidth)).toBe(width)
}
