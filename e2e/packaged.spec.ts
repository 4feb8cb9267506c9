import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeApp } from '../scripts/package/make-app.mjs'
import { wrongFuses } from '../scripts/package/fuses.mjs'
import { expect, test } from './app.ts'
import { nobody } from './other-user.ts'
import { listeningSockets, processTree, runsNode } from './process-tree.ts'

// A real package: Electron under the app's name, the archive, the fuses. As the user `nobody` where the tests are root's,
// because a packaged app is never without the sandbox. All of it takes about as long as three starts of the app.

test.describe.configure({ mode: 'serial' })

let folder = ''
let executable = ''
let archive = ''
let home = ''
let user: { readonly uid: number; readonly gid: number } | undefined

test.beforeAll(async () => {
  test.skip(process.platform !== 'linux', 'an app is made on Linux only, so far')
  test.setTimeout(60_000)
  folder = await mkdtemp(join(tmpdir(), 'backout-packaged-'))
  await chmod(folder, 0o755)
  const electron = process.env['BACKOUT_ELECTRON']
  if (electron === undefined) throw new Error('BACKOUT_ELECTRON names no Electron')
  executable = await makeApp(dirname(electron), join(folder, 'app'))
  archive = join(folder, 'app', 'resources', 'app.asar')
  home = join(folder, 'home')
  await mkdir(home, { mode: 0o700 })
  if (process.getuid?.() !== 0) return
  user = await nobody()
  await chown(home, user.uid, user.gid)
  // Where unprivileged user namespaces are switched off, Chromium needs its set-uid helper.
  await chmod(join(folder, 'app', 'chrome-sandbox'), 0o4755)
})

test.afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

function startApp(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { DISPLAY = '', PATH = '' } = process.env
  return spawn(executable, args, {
    env: { HOME: home, DISPLAY, PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user
  })
}

/** Starts it and waits for its end. */
async function ended(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = startApp(args, env)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, output }
}

/** Starts it with a window, hands over what it wrote, and ends it in order. */
async function opened(
  profile: string,
  use: (pid: number, said: () => string) => Promise<void>
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = startApp(['--no-drill', `--user-data-dir=${profile}`])
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const closed = once(child, 'close') as Promise<[number | null]>
  try {
    await use(child.pid ?? -1, () => said)
  } finally {
    child.kill('SIGTERM')
  }
  const [code] = await closed
  return { code, said }
}

/** Writes over some bytes of the archive, as somebody who may write to it could; returns how to take it back. */
async function altered(from: string, to: string): Promise<() => Promise<void>> {
  const bytes = await readFile(archive)
  const at = bytes.indexOf(from)
  expect(at, from).toBeGreaterThan(0)
  expect(bytes.lastIndexOf(from), `${from}, once`).toBe(at)
  expect(to).toHaveLength(from.length)
  await copyFile(archive, `${archive}.kept`)
  bytes.write(to, at)
  await writeFile(archive, bytes)
  return () => rename(`${archive}.kept`, archive)
}

test('its fuses are set, and it runs from its archive', async () => {
  expect(await wrongFuses(executable)).toEqual([])
  const { code, output } = await ended(['--help'])
  expect(output).toContain('Usage:')
  expect(code).toBe(0)
  expect(await readdir(join(folder, 'app', 'resources'))).not.toContain('app')
})

test('it is no interpreter, and takes no code from the environment', async () => {
  const { output } = await ended(['-e', 'console.log("ran " + 6 * 7)'], { ELECTRON_RUN_AS_NODE: '1' })
  expect(output).not.toContain('ran 42')
  const script = join(folder, 'required.cjs')
  await writeFile(script, 'console.log("required " + 6 * 7)')
  const required = await ended(['--help'], { NODE_OPTIONS: `--require=${script}` })
  expect(required.output).not.toContain('required 42')
  expect(required.output).toContain('Usage:')
})

for (const flag of [
  '--inspect=0',
  '--inspect-brk=0',
  '--remote-debugging-port=0',
  '--no-sandbox',
  '--js-flags=--expose-gc'
]) {
  test(`${flag} is refused, also with what the tests may ask for`, async () => {
    const { code, output } = await ended([flag], { BACKOUT_E2E: '1' })
    expect(output).toContain(`${flag.split('=', 1)[0]} is refused`)
    expect(output).not.toMatch(/(Debugger|DevTools) listening/)
    expect(code).toBe(3)
  })
}

test('its window opens in the sandbox, nothing listens, the signal opens no inspector, and no cookie stays', async () => {
  const profile = join(home, 'profile')
  const { code, said: all } = await opened(profile, async (pid, said) => {
    await expect.poll(() => existsSync(join(profile, 'journal')), { timeout: 30_000 }).toBe(true)
    const renderers = async () => {
      const lines = await Promise.all(
        processTree(pid).map((one) => readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => ''))
      )
      return lines.filter((line) => line.includes('--type=renderer'))
    }
    await expect.poll(async () => (await renderers()).length).toBeGreaterThan(0)
    expect((await renderers()).join(' ')).not.toContain('--no-sandbox')
    expect(processTree(pid).flatMap(listeningSockets)).toEqual([])
    for (const one of processTree(pid).filter(runsNode)) process.kill(one, 'SIGUSR1')
    expect(said()).not.toContain('is not as it was built')
  })
  expect(code).toBe(0)
  expect(all).not.toContain('Debugger listening')
  const left = await readdir(profile, { recursive: true })
  expect(left.filter((name) => /(^|\/)Cookies$|\.dmp$/.test(name))).toEqual([])
})

test('a folder beside the archive, or in its place, is not loaded', async () => {
  const beside = join(folder, 'app', 'resources', 'app')
  await mkdir(beside)
  await writeFile(join(beside, 'package.json'), '{"name":"backout","main":"main.cjs"}')
  await writeFile(join(beside, 'main.cjs'), 'console.log("planted " + 6 * 7); require("electron").app.exit(0)')
  try {
    expect((await ended(['--help'])).output).toContain('Usage:')
    await rename(archive, `${archive}.kept`)
    expect((await ended(['--help'])).output).not.toContain('planted 42')
    await rename(`${archive}.kept`, archive)
  } finally {
    await rm(beside, { recursive: true })
  }
})

test('a file of the window that was altered in the archive is not served', async () => {
  const restore = await altered('<div id="root"></div>', '<div id="rOOt"></div>')
  const profile = join(home, 'altered')
  await opened(profile, async (_pid, said) => {
    await expect.poll(said, { timeout: 30_000 }).toContain('index.html is not as it was built and is not served')
  })
  await restore()
})

test('on Linux Electron does not check its archive: an altered program of main runs', async () => {
  // electron docs/tutorial/asar-integrity.md: macOS and Windows. Once this fails, docs/security.md can promise more.
  const restore = await altered('Usage: [', 'Usagx: [')
  expect((await ended(['--help'])).output).toContain('Usagx: [')
  await restore()
})
