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

/** Does what a browser does with a page of the sign-in: it leads back to this computer. */
async function comeBack(page: string): Promise<void> {
  const back = (await visit(page)) ?? ''
  expect(new URL(back).hostname).toBe('localhost')
  await new Promise((resolve, reject) => {
    getPlainly(back, { family: 4 }, (answer) => resolve(answer.resume())).on('error', reject)
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
  const people = await target
    .getByRole('combobox')
    .locator('option', { hasText: 'oncall@example.com' })
    .getAttribute('value')
  await target.getByRole('combobox').selectOption(people)
  await target.getByRole('button', { name: 'Use this' }).click()
  await expect(window.getByTestId('azure').locator('summary')).toContainText('looked after by oncall@example.com')

  await window.getByRole('button', { name: 'Sign in as somebody else' }).click()
  await form.getByRole('button', { name: 'Sign in' }).click()
  await expect.poll(browser).toHaveLength(1)
  await expect(waiting).toContainText('The browser is open')
  const [page = ''] = await browser()
  await comeBack(page)
  await expect(account).toHaveCount(3)
  await account.last().getByRole('button', { name: 'Sign out' }).click()
  await expect(account).toHaveCount(2)

  // No token, and no code, is in anything that is kept.
  const journal = await readFile(`${app.profile}/journal/journal.jsonl`, 'utf8').catch(() => '')
  expect(journal).not.toContain(code)
  expect(journal).not.toMatch(/refresh_token/)
})

test('a second factor is given before anything is approved', async ({ launch }) => {
  const app = await launch({
    env: { BACKOUT_DRILL_ARGS: JSON.stringify(['--scenario', 'region-second-factor', '--seed', '7']) }
  })
  const { window, console: screen } = app
  const browser = await catchBrowser(app)
  await window.evaluate(() => globalThis.window.backout?.request('drill.start', { speed: 10 }))
  await window.getByTestId('service-row').first().getByRole('button').click()
  await screen.verdict.waitFor()
  const added = window.evaluate(() =>
    globalThis.window.backout?.request('azure.add', { way: 'browser', cloud: 'drill', tenant: 'organizations' })
  )
  await expect.poll(browser).toHaveLength(1)
  await comeBack((await browser())[0] ?? '')
  await added
  const { azureAccounts, environment } = await readFeed(window, 'shell')
  const target = { accountId: azureAccounts.at(-1)?.id ?? '', profile: environment?.azure?.profile ?? '' }
  await window.evaluate(
    (chosen) => globalThis.window.backout?.request('environment.setAzure', { target: chosen }),
    target
  )
  const waits = window.getByTestId('azure-waits')
  await expect(waits).toContainText('a second factor is wanted')
  await window.screenshot({ path: 'test-results/azure-second-factor.png' })
  await waits.getByRole('button', { name: 'Sign in again' }).click()
  await expect.poll(browser).toHaveLength(2)
  const again = (await browser())[1] ?? ''
  expect(new URL(again).searchParams.get('claims')).toContain('acrs')
  await comeBack(again)
  await expect(waits).toBeHidden()
  await expect(window.getByTestId('plan-steps').getByTestId('step-forms')).toHaveCount(3, { timeout: 60_000 })
  await screen.askForApproval()
})
