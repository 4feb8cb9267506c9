import { join } from 'node:path'
import { root } from '../scripts/setup/folders.mjs'
import { expect, test } from './app.ts'

// The two channels between window and main, attacked from the window's side.

// One app for what only looks.
test.describe.configure({ mode: 'default' })

interface Refusal {
  readonly ok: boolean
  readonly failure?: { readonly code: string; readonly message: string; readonly causes: readonly string[] }
}

/** What must never come back: stacks, paths, names of our files. */
const internals = /\bat .+:\d+|\.js:|\.ts\b|node_modules|\/home\/|\/root\/|file:\/\/|Error:/

test('no malformed request reaches a handler, hangs main or learns about its insides', async ({
  firstRun: { window }
}) => {
  const answers = await window.evaluate(async () => {
    const { backout } = globalThis as unknown as {
      backout: { request(name: unknown, input: unknown): Promise<Refusal> }
    }
    let deep: unknown = 'bottom'
    for (let level = 0; level < 100; level += 1) deep = { deep }
    const inputs: [string, unknown, unknown][] = [
      ['no such name', 'shell.exec', { command: 'id' }],
      ['a name that is no text', 7, {}],
      ['a name of the prototype', '__proto__', {}],
      ['an inherited name', 'toString', {}],
      ['no input', 'run.abort', undefined],
      ['null', 'run.abort', null],
      ['an unknown key', 'run.abort', { runId: 'x', force: true }],
      ['the constructor', 'preferences.set', { panes: { constructor: 1 } }],
      ['a wrong type', 'run.abort', { runId: { toString: 'x' } }],
      ['10 MiB of text', 'connection.importText', { text: 'x'.repeat(10 * 1_048_576) }],
      ['10 MiB in a name', 'x'.repeat(10 * 1_048_576), {}],
      ['a long list', 'run.abort', { runId: Array.from({ length: 200_000 }, () => 0) }],
      ['depth', 'run.abort', deep],
      ['a Map', 'run.abort', new Map([['runId', 'x']])],
      ['a Date without time', 'run.abort', { runId: new Date(Number.NaN) }],
      ['bytes', 'run.abort', { runId: new Uint8Array(1_000_000) }],
      ['a BigInt', 'drill.start', { speed: 10n }],
      ['NaN', 'drill.start', { speed: Number.NaN }],
      ['infinity', 'drill.start', { speed: Number.POSITIVE_INFINITY }],
      ['out of range', 'drill.start', { speed: 1e9 }],
      ['a path for a name', 'service.open', { ref: { namespace: '', name: '' } }],
      ['a URL where an id belongs', 'environment.open', { connectionId: 'x', context: 'x', name: 'x', kind: 'root' }]
    ]
    const answers: { what: string; answer: Refusal }[] = []
    for (const [what, name, input] of inputs) answers.push({ what, answer: await backout.request(name, input) })
    return answers
  })
  for (const { what, answer } of answers) {
    expect(answer.ok, what).toBe(false)
    expect(answer.failure?.code, what).toBe('badInput')
    expect(JSON.stringify(answer), what).not.toMatch(internals)
    expect(JSON.stringify(answer).length, what).toBeLessThan(1_000)
  }
})

test('what cannot be cloned stays in the window', async ({ firstRun: { window } }) => {
  const outcomes = await window.evaluate(async () => {
    const { backout } = globalThis as unknown as {
      backout: { request(name: string, input: unknown): Promise<unknown> }
    }
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const values = [cyclic, () => 1, { run: () => 1 }, Symbol('x'), document.body, new Proxy({}, {}), globalThis]
    return Promise.all(
      values.map(async (value) => {
        try {
          return JSON.stringify(await backout.request('run.abort', value))
        } catch {
          return 'refused'
        }
      })
    )
  })
  for (const outcome of outcomes) expect(outcome).toMatch(/refused|"ok":false/)
})

test('a flood is cut off and main goes on answering', async ({ launch }) => {
  const { window } = await launch()
  const { passed, limited, others } = await window.evaluate(async () => {
    const { backout } = globalThis as unknown as {
      backout: { request(name: string, input: unknown): Promise<Refusal> }
    }
    const answers = await Promise.all(Array.from({ length: 5_000 }, () => backout.request('service.close', {})))
    const isLimited = ({ failure }: Refusal) => failure?.code === 'rateLimited'
    const limited = answers.filter(isLimited).length
    return {
      passed: answers.filter(({ ok }) => ok).length,
      limited,
      others: answers.filter((answer) => !answer.ok && !isLimited(answer)).length
    }
  })
  expect(limited).toBeGreaterThan(4_000)
  expect(passed + others + limited).toBe(5_000)
  await expect
    .poll(() =>
      window.evaluate(async () => {
        const { backout } = globalThis as unknown as {
          backout: { request(name: string, input: unknown): Promise<Refusal> }
        }
        const answer = await backout.request('preferences.set', { theme: 'dark' })
        return answer.ok
      })
    )
    .toBe(true)
})

test('the clipboard is filled only when somebody has just clicked or pressed a key', async ({ launch }) => {
  const { electron, window } = await launch()
  await electron.evaluate(({ clipboard }) => clipboard.writeText('mine'))
  const copyByScript = () =>
    window.evaluate(async () => {
      const { backout } = globalThis as unknown as {
        backout: { request(name: string, input: unknown): Promise<Refusal> }
      }
      // A click that script makes is none.
      document.body.click()
      dispatchEvent(new KeyboardEvent('keydown', { key: 'c' }))
      return backout.request('clipboard.copy', { what: { kind: 'report' } })
    })
  expect((await copyByScript()).failure?.code).toBe('refused')
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('mine')
  await window.keyboard.press('Shift')
  expect((await copyByScript()).failure?.code).not.toBe('refused')
})

test('another window with our page and our preload is not believed', async ({ firstRun: { electron, window } }) => {
  await expect(window).toHaveTitle(/Backout/)
  const outcome = await electron.evaluate(
    async ({ BrowserWindow }, preload) => {
      const session = BrowserWindow.getAllWindows()[0]?.webContents.session
      if (session === undefined) return 'no window'
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { session, preload, sandbox: true, contextIsolation: true }
      })
      await stranger.loadURL('app://backout/index.html')
      const answer: unknown = await stranger.webContents.executeJavaScript(`new Promise((resolve) => {
      const got = []
      window.backout.subscribe((message) => got.push(message.feed))
      window.backout.request('preferences.set', { theme: 'light' }).then((answer) => resolve({ code: answer.failure && answer.failure.code, got }))
    })`)
      stranger.destroy()
      return answer
    },
    join(root, 'out/preload/index.cjs')
  )
  expect(outcome).toEqual({ code: 'refused', got: [] })
})

test('there are two channels and no other', async ({ firstRun: { electron } }) => {
  const found = await electron.evaluate(({ ipcMain }) => {
    const invoked = [...(ipcMain as unknown as { _invokeHandlers: Map<string, unknown> })._invokeHandlers.keys()]
    return {
      invoked,
      heard: ipcMain
        .eventNames()
        .map(String)
        .filter((name) => !name.startsWith('error'))
    }
  })
  expect(found).toEqual({ invoked: ['backout:request'], heard: ['backout:feed'] })
})

test('a reload gets every feed again', async ({ firstRun: { window } }) => {
  const feeds = () =>
    window.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const { backout } = globalThis as unknown as {
            backout: { subscribe(listener: (message: { feed: string }) => void): () => void }
          }
          const got = new Set<string>()
          const stop = backout.subscribe(({ feed }) => {
            got.add(feed)
            if (got.size < 9) return
            stop()
            resolve([...got].sort())
          })
        })
    )
  const before = await feeds()
  await window.reload()
  expect(await feeds()).toEqual(before)
  expect(before).toContain('shell')
})
