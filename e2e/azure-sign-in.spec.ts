import { readFile } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import { get as getPlainly } from 'node:http'
import type { App } from './app.ts'
import { expect, test } from './app.ts'
import { readFeed } from './pages/feeds.ts'

// People sign in to the drill's Azure: what they do in a browser is done here, on the same pages.

test.setTimeout(180_000)

const oneRegion = { env: { BACKOUT_DRILL_ARGS: JSON.stringify(['--scenario', 'region-switch', '--seed', '7']) } }

/** Fetches a page of the drill's sign-in, whose certificate nobody else knows. @returns where it leads, if anywhere */
function visit(url: string): Promise<string | undefined> {
  const agent = new Agent({ rejectUnauthorized: false })
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume()
      resolve(answer.headers.location)
    }).on('error', reject)
  })
}

/** Catches what would be opened in the system's browser. */
async function catchBrowser({ electron }: App): Promise<() => Promise<readonly string[]>> {
  await electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = (url) => {
      opened.push(url)
      return Promise.resolve()
    }
  })
  return () => electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
}

/** Sources of main's scripts that are loaded, by what only Azure's packages say. */
function azureScripts({ electron }: App): Promise<readonly string[]> {
  return electron.evaluate(async () => {
    const { Session } = process.getBuiltinModule('node:inspector')
    const session = new Session()
    session.connect()
    const urls: string[] = []
    session.on('Debugger.scriptParsed', ({ params }) => void urls.push(params.url))
    await new Promise<void>((resolve) => session.post('Debugger.enable', () => resolve()))
    session.disconnect()
    const { readFileSync } = process.getBuiltinModule('node:fs')
    return urls
      .filter((url) => url.includes('/out/main/') && url.startsWith('file:'))
      .filter((url) => /azsdk-js-|msal\.js\.node/.test(readFileSync(new URL(url), 'utf8')))
  })
}

test('people sign in by a code and by the browser, and nothing of Azure is loaded before', async ({ launch }) => {
  const app = await launch(oneRegion)
  const { window, electron } = app
  // Answered by the console, which is loaded by then.
  await window.evaluate(() => globalThis.window.backout?.request('keychain.probe', {}))
  expect(await azureScripts(app)).toEqual([])
  const browser = await catchBrowser(app)

  await window.evaluate(() => globalThis.window.backout?.request('drill.start', { speed: 1 }))
  await window.getByTestId('service-row').first().waitFor()
  await expect.poll(() => azureScripts(app)).not.toEqual([])
  await window.keyboard.press('F2')
  await window.getByTestId('azure').locator('summary').click()
  const account = window.getByTestId('azure-account')
  await expect(account).toHaveCount(1)

  await window.getByRole('button', { name: 'Sign in as somebody else' }).click()
  const form = window.getByTestId('azure-form')
  await form.getByRole('combobox', { name: /^Sign in/ }).selectOption('deviceCode')
  await form.getByRole('button', { name: 'Sign in' }).click()
  const waiting = window.getByTestId('azure-sign-in')
  await expect(waiting.getByRole('button', { name: 'Copy the code' })).toBeFocused()
  await window.keyboard.press('Enter')
  const code = (await waiting.getByLabel('Code').textContent()) ?? ''
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(code)
  await expect(waiting).toContainText('left')
  await window.screenshot({ path: 'test-results/azure-device-code.png' })
  const { azureSignIn } = await readFeed(window, 'shell')
  await visit(`${azureSignIn?.link ?? ''}?otc=${code}`)
  await expect(account.last()).toContainText('oncall@example.com')
  await expect(account.last()).toContainText(/Token for 59 min/)
  await expect(waiting).toBeHidden()

  const target = window.getByTestId('azure-target')
  const people = await target.getByRole('combobox').locator('option', { hasText: 'oncall@example.com' }).getAttribute('value')
  await target.getByRole('combobox').selectOption(people)
  await target.getByRole('button', { name: 'Use this' }).click()
  await expect(window.getByTestId('azure').locator('summary')).toContainText('looked after by oncall@example.com')

  await window.getByRole('button', { name: 'Sign in as somebody else' }).click()
  await form.getByRole('button', { name: 'Sign in' }).click()
  await expect.poll(browser).toHaveLength(1)
  await expect(waiting).toContainText('The browser is open')
  const [page = ''] = await browser()
  const back = (await visit(page)) ?? ''
  expect(new URL(back).hostname).toBe('localhost')
  await new Promise((resolve, reject) => {
    getPlainly(back, { family: 4 }, (answer) => resolve(answer.resume())).on('error', reject)
  })
  await expect(account).toHaveCount(3)
  await account.last().getByRole('button', { name: 'Sign out' }).click()
  await expect(account).toHaveCount(2)

  // No token, and no code, is in anything that is kept.
  const journal = await readFile(`${app.profile}/journal/journal.jsonl`, 'utf8').catch(() => '')
  expect(journal).not.toContain(code)
  expect(journal).not.toMatch(/refresh_token/)
})
