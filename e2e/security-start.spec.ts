import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/setup/folders.mjs'
import { readJournalOf } from './journal.ts'
import { expect, test } from './app.ts'
import { isZombie, listeningSockets, processTree, runsNode } from './process-tree.ts'

// How the app may be started, and what a started one opens to others.

const asRoot = process.platform === 'linux' && process.getuid?.() === 0

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Starts Electron on the app as a person would, without a driver, and waits for its end. */
async function startAndEnd(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  profile: string
): Promise<Ended> {
  const child = startApp(args, env, profile)
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, output }
}

function startApp(args: readonly string[], env: Readonly<Record<string, string | undefined>>, profile: string) {
  const executable = process.env['BACKOUT_ELECTRON'] ?? ''
  const clean = {
    ...process.env,
    HOME: profile,
    KUBECONFIG: undefined,
    BACKOUT_E2E: undefined,
    ELECTRON_RUN_AS_NODE: undefined,
    ...env
  }
  return spawn(executable, [...(asRoot ? ['--no-sandbox'] : []), root, `--user-data-dir=${profile}`, ...args], {
    env: Object.fromEntries(Object.entries(clean).filter(([, value]) => value !== undefined)),
    stdio: ['ignore', 'pipe', 'pipe']
  })
}

test.describe('refused at the start, with a reason and an exit code', () => {
  const always = [
    '--disable-web-security',
    '--proxy-server=127.0.0.1:1',
    '--ignore-certificate-errors',
    '--js-flags=--expose-gc',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--disable-gpu-sandbox',
    '--user-agent=x',
    '--enable-features=X',
    '--disable-blink-features=X'
  ]
  const fromTestsOnly = ['--inspect=0', '--remote-debugging-port=0']

  for (const flag of [...always, ...fromTestsOnly]) {
    test(flag, async ({ scratch }) => {
      const { code, output } = await startAndEnd([flag, '--no-drill'], {}, scratch)
      expect(output).toContain(`${flag.split('=', 1)[0]} is refused`)
      expect(code).toBe(3)
    })
  }

  for (const flag of fromTestsOnly) {
    test(`${flag} in a packaged app, also from the tests`, async ({ scratch }) => {
      const { code, output } = await startAndEnd([flag], { BACKOUT_AS_PACKAGED: '1', BACKOUT_E2E: '1' }, scratch)
      expect(output).toContain(`${flag.split('=', 1)[0]} is refused`)
      expect(code).toBe(3)
    })
  }

  test('--no-sandbox in a packaged app, also as root', async ({ scratch }) => {
    const { code, output } = await startAndEnd(['--no-sandbox'], { BACKOUT_AS_PACKAGED: '1' }, scratch)
    expect(output).toContain('--no-sandbox is refused')
    expect(code).toBe(3)
  })

  test('certificate checks switched off by the environment', async ({ scratch }) => {
    const { code, output } = await startAndEnd([], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, scratch)
    expect(output).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0 is refused')
    expect(code).toBe(3)
  })

  test('a command line that cannot be understood', async ({ scratch }) => {
    const { code, output } = await startAndEnd(['--kubeconfig', 'x'], {}, scratch)
    expect(output).toContain('--context')
    expect(output).toContain('Usage:')
    expect(code).toBe(2)
  })
})

test('running without the sandbox is said in the terminal and in the window', async ({ launch, scratch }) => {
  test.skip(!asRoot, 'only root may start without the sandbox')
  const { window } = await launch()
  await expect(window.getByText(/sandbox/i).first()).toBeVisible()
  const second = await startAndEnd([], {}, join(scratch, 'profile'))
  expect(second.output).toContain('open already')
  const own = startApp(['--no-drill'], {}, join(scratch, 'other'))
  let said = ''
  own.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await expect.poll(() => said).toContain("without Chromium's sandbox")
  own.kill('SIGTERM')
  await once(own, 'close')
})

test('a second start on the same profile ends, brings the first window to the front, and says what it did not do', async ({
  launch
}) => {
  const app = await launch()
  const called = app.electron.evaluate(
    ({ app: first }) => new Promise<boolean>((resolve) => first.once('second-instance', () => resolve(true)))
  )
  const { code, output } = await startAndEnd(['--kubeconfig', '/evil', '--context', 'x'], {}, app.profile)
  expect(code).toBe(3)
  expect(output).toContain('open already')
  expect(output).toContain('The cluster of --kubeconfig was not opened.')
  const notice = app.window.getByTestId('started-again')
  await expect(notice).toContainText('The cluster of --kubeconfig was not opened. Close this window and start again')
  await expect(notice).not.toContainText('evil')
  const practice = await startAndEnd(['--scenario', 'bad-deploy'], {}, app.profile)
  expect(practice.output).toContain('The exercise of --scenario bad-deploy was not started.')
  await expect(notice).toContainText('--scenario bad-deploy was not started')
  if (process.env['SHOTS']) await app.window.screenshot({ path: `${process.env['SHOTS']}/again-start.png` })
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toHaveCount(0)
  expect((await startAndEnd([], {}, app.profile)).code).toBe(0)
  await expect(notice).toHaveCount(0)
  expect(await called).toBe(true)
  expect(app.electron.windows()).toHaveLength(1)
})

test('no process of the app listens on any network', async ({ scratch }) => {
  test.skip(process.platform !== 'linux', 'reads /proc')
  const child = startApp(['--no-drill'], {}, scratch)
  try {
    // The console has been opened once its journal is there.
    await expect.poll(() => existsSync(join(scratch, 'journal'))).toBe(true)
    await expect.poll(() => processTree(child.pid ?? -1).length).toBeGreaterThan(2)
    expect(processTree(child.pid ?? -1).flatMap(listeningSockets)).toEqual([])
  } finally {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
})

test('no process of the app opens an inspector when it gets the signal for it', async ({ scratch }) => {
  test.skip(process.platform !== 'linux', 'reads /proc')
  const child = startApp(['--drill'], {}, scratch)
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await expect.poll(() => existsSync(join(scratch, 'journal'))).toBe(true)
  await expect.poll(() => processTree(child.pid ?? -1).filter(runsNode).length).toBeGreaterThan(1)
  // Before its first line no process can do anything about it; by now all have run theirs.
  const isAttached = async () => (await readJournalOf(scratch)).lines.some(({ kind }) => kind === 'session.attach')
  await expect.poll(isAttached, { timeout: 30_000 }).toBe(true)
  const nodes = processTree(child.pid ?? -1).filter(runsNode)
  for (const pid of nodes) process.kill(pid, 'SIGUSR1')
  // Each has had its turn when the app has ended in order, which needs them all.
  child.kill('SIGTERM')
  await once(child, 'close')
  expect((await readJournalOf(scratch)).lines.at(-1)?.kind).toBe('journal.close')
  expect(said).not.toContain('Debugger listening')
})

for (const signals of [['SIGTERM'], ['SIGINT', 'SIGTERM']] as const) {
  test(`it ends on ${signals.join(' and ')}, closes its journal and leaves no process behind`, async ({ scratch }) => {
    test.skip(process.platform !== 'linux', 'reads /proc')
    const child = startApp(['--drill'], {}, scratch)
    await expect.poll(() => existsSync(join(scratch, 'journal'))).toBe(true)
    await expect.poll(() => processTree(child.pid ?? -1).length).toBeGreaterThan(3)
    const tree = processTree(child.pid ?? -1)
    const askedAt = performance.now()
    for (const signal of signals) child.kill(signal)
    await once(child, 'close')
    expect(performance.now() - askedAt).toBeLessThan(3_000)
    expect((await readJournalOf(scratch)).lines.at(-1)?.kind).toBe('journal.close')
    await expect.poll(() => tree.filter((pid) => existsSync(`/proc/${pid}`) && !isZombie(pid))).toEqual([])
  })
}

test('killed, it leaves no process behind either', async ({ scratch }) => {
  test.skip(process.platform !== 'linux', 'reads /proc')
  const child = startApp(['--drill'], {}, scratch)
  await expect.poll(() => existsSync(join(scratch, 'journal'))).toBe(true)
  await expect.poll(() => processTree(child.pid ?? -1).length).toBeGreaterThan(3)
  const tree = processTree(child.pid ?? -1)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await expect.poll(() => tree.filter((pid) => existsSync(`/proc/${pid}`) && !isZombie(pid))).toEqual([])
})
