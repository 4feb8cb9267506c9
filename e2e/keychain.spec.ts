import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Result, ShellView } from '../src/contract/index.ts'
import { agreeing } from './native-dialogs.ts'
import { expect, test } from './app.ts'
import { readTruth } from './truth.ts'

// Credentials in a real keychain, over restarts of the real app. The keychain is this test's own.

test.skip(process.platform !== 'linux', 'a private keychain can be started on Linux only')

const token = 'eyJ-this-is-the-secret-token'
/** A certificate long enough that the kubeconfig takes several entries. */
const padding = Buffer.alloc(6_000, 7).toString('base64')

const kubeconfig = `apiVersion: v1
kind: Config
current-context: prod
clusters:
  - name: prod
    cluster: { server: 'https://127.0.0.1:1', certificate-authority-data: ${padding} }
users:
  - name: me
    user: { token: ${token} }
contexts:
  - name: prod
    context: { cluster: prod, user: me, namespace: shop }
`

test('an imported kubeconfig is there after a restart, and nowhere on disk', async ({ launch }) => {
  const first = await launch()
  await expect.poll(() => keychainState(first.window)).toBe('ready')
  const imported = await importText(first.window)
  expect(imported, JSON.stringify(imported)).toMatchObject({ ok: true, value: { stored: 'keychain' } })
  await first.close()
  expect(filesHolding(first.profile, token)).toEqual([])

  const second = await launch({ profile: first.profile })
  await expect.poll(() => storedConnections(second.window)).toEqual(['keychain'])
  const [connection] = (await shell(second.window)).connections
  expect(connection?.contexts[0]).toMatchObject({ name: 'prod', auth: 'token', server: 'https://127.0.0.1:1' })
})

test('a forgotten one is gone from the keychain', async ({ launch, keychain }) => {
  const first = await launch()
  await expect.poll(() => keychainState(first.window)).toBe('ready')
  await importText(first.window)
  const [connection] = (await shell(first.window)).connections
  const before = await entriesIn(keychain)
  expect(before.length).toBeGreaterThan(1)
  await first.window.keyboard.press('Shift')
  const forgotten = await agreeing(first, () =>
    ask(first.window, 'connection.forget', { connectionId: connection?.id })
  )
  expect(forgotten).toMatchObject({ ok: true })
  await expect.poll(() => storedConnections(first.window)).toEqual([])
  expect((await entriesIn(keychain)).length).toBeLessThan(before.length)
  await first.close()

  const second = await launch({ profile: first.profile })
  await expect.poll(() => keychainState(second.window)).toBe('ready')
  expect(await storedConnections(second.window)).toEqual([])
})

test('a locked keychain is told apart from an empty one', async ({ launch, keychain }) => {
  const first = await launch()
  await expect.poll(() => keychainState(first.window)).toBe('ready')
  await importText(first.window)
  await first.close()

  await lock(keychain)
  const second = await launch({ profile: first.profile })
  await expect.poll(() => keychainState(second.window)).toBe('locked')
  const { keychain: state } = await shell(second.window)
  expect(state).toMatchObject({ backend: 'Secret Service', remedy: expect.stringContaining('Unlock') })
  await expect(second.window.getByText(/locked/i).first()).toBeVisible()
})

test('without a keychain credentials stay in memory, and the window says so', async ({ launch }) => {
  const first = await launch({ withoutKeychain: true })
  await expect.poll(() => keychainState(first.window)).toBe('unavailable')
  expect(await importText(first.window)).toMatchObject({ ok: true, value: { stored: 'memory' } })
  await expect(first.window.getByText(/memory/i).first()).toBeVisible()
  await first.close()
  expect(filesHolding(first.profile, token)).toEqual([])

  const second = await launch({ profile: first.profile, withoutKeychain: true })
  await expect.poll(() => keychainState(second.window)).toBe('unavailable')
  // What is left of the connection, if anything, has no credentials.
  for (const { id } of (await shell(second.window)).connections) {
    const tested = await ask(second.window, 'connection.test', { connectionId: id, context: 'prod' })
    expect(tested).toMatchObject({ ok: false, failure: { code: 'missing', remedy: expect.any(String) } })
  }
})

test('without a keychain an incident goes on after a restart once its kubeconfig is pasted again, by keys alone', async ({
  launch,
  drill
}) => {
  test.setTimeout(120_000)
  const world = await drill({ scenario: 'bad-deploy', seed: 81 })
  const { namespace, deployment } = await readTruth(world)
  const text = await readFile(world.kubeconfig, 'utf8')
  const env = { BACKOUT_CLOCK: JSON.stringify(world.clock) }
  const first = await launch({ withoutKeychain: true, env })
  await expect.poll(() => keychainState(first.window)).toBe('unavailable')
  await first.window.keyboard.press('o')
  await pasteByKeys(first.window, text)
  await agreeing(first, async () => {
    await first.window.keyboard.press('Enter')
    await expect(first.window.getByTestId('band')).toContainText('PRODUCTION')
  })
  await ask(first.window, 'environment.chooseNamespace', { namespace })
  await ask(first.window, 'service.open', { ref: { namespace, name: deployment } })
  await expect(first.window.getByTestId('approve-button')).toBeEnabled({ timeout: 60_000 })
  await first.close()

  const { window } = await launch({ profile: first.profile, withoutKeychain: true, env })
  await expect(
    window.getByRole('button', { name: /^Paste the kubeconfig of .* again Its kubeconfig was in memory only/ })
  ).toBeVisible()
  await picture(window, 'first-run')
  await window.keyboard.press('Enter')
  const again = window.getByTestId('paste-again')
  await expect(again).toContainText('paste it again to reach the cluster')
  await expect(window.getByTestId('last-plan')).toBeVisible()
  await picture(window, 'record')
  await again.getByRole('button').click()
  await picture(window, 'dialog')
  await pasteByKeys(window, text)
  await expect(window.getByTestId('connections')).toBeVisible()
  await expect(again).toHaveCount(0)
  await expect(window.getByTestId('unfinished')).toBeVisible()
  await picture(window, 'connections')
})

/** In the dialog that is open: the field has the focus. */
async function pasteByKeys(window: Page, text: string): Promise<void> {
  const dialog = window.getByRole('dialog')
  await expect(dialog).toContainText('It stays in memory')
  await dialog.getByRole('textbox').fill(text)
  await window.keyboard.press('Control+Enter')
  await expect(dialog).toHaveCount(0)
}

async function picture(window: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS']
  if (!folder) return
  for (const [width, height] of [
    [1024, 700],
    [1280, 800]
  ] as const) {
    await window.setViewportSize({ width, height })
    await window.screenshot({ path: `${folder}/memory-${name}-${width}.png` })
  }
}

async function shell(window: Page): Promise<ShellView> {
  return window.evaluate(
    () =>
      new Promise<ShellView>((resolve) => {
        const stop = globalThis.window.backout?.subscribe((message) => {
          if (message.feed !== 'shell') return
          resolve(message.value)
          queueMicrotask(() => stop?.())
        })
      })
  )
}

async function keychainState(window: Page): Promise<string> {
  return (await shell(window)).keychain.state
}

async function storedConnections(window: Page): Promise<readonly string[]> {
  return (await shell(window)).connections.map(({ stored }) => stored)
}

function ask(window: Page, name: string, input: unknown): Promise<Result<unknown>> {
  return window.evaluate(
    ([request, value]) => globalThis.window.backout?.request(request as string, value) as Promise<Result<unknown>>,
    [name, input]
  )
}

function importText(window: Page): Promise<Result<unknown>> {
  return ask(window, 'connection.importText', { text: kubeconfig })
}

/** Files below a folder whose bytes hold a text. */
function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
}

/** Locks the collection as a screen lock would. */
async function lock(env: Readonly<Record<string, string>>): Promise<void> {
  const collection = '/org/freedesktop/secrets/collection/login'
  const call = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets']
  const child = spawn('dbus-send', [...call, 'org.freedesktop.Secret.Service.Lock', `array:objpath:${collection}`], {
    env: { ...process.env, ...env },
    stdio: 'ignore'
  })
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
}

/** Paths of the entries in the collection, by the keychain itself. */
async function entriesIn(env: Readonly<Record<string, string>>): Promise<string[]> {
  const call = [
    '--session',
    '--print-reply=literal',
    '--dest=org.freedesktop.secrets',
    '/org/freedesktop/secrets/collection/login'
  ]
  const property = ['org.freedesktop.DBus.Properties.Get', 'string:org.freedesktop.Secret.Collection', 'string:Items']
  const child = spawn('dbus-send', [...call, ...property], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await once(child, 'close')
  return output.match(/\/collection\/login\/\S+/g) ?? []
}
