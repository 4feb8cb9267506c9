import { once } from 'node:events'
import { expect, test, type App } from './app.ts'
import { answerDialogs } from './native-dialogs.ts'
import { readFeed } from './pages/feeds.ts'

// A page that ends, hangs, or will not let go.

test('the page comes back after its process is gone, and sees the current state', async ({ launch }) => {
  const { electron } = await launch()
  await electron.evaluate(
    ({ BrowserWindow }) =>
      new Promise((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('did-finish-load', () => resolve(null))
        contents?.forcefullyCrashRenderer()
      })
  )
  const title = () =>
    electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      if (contents === undefined || contents.isLoading() || contents.isCrashed()) return 'loading'
      return contents.executeJavaScript('window.backout ? document.title : "no preload"') as Promise<string>
    })
  await expect.poll(title).toMatch(/Backout/)
})

test('a page that keeps ending is not loaded for ever: the fourth time a native window says so', async ({ launch }) => {
  const app = await launch()
  const { said } = await answerDialogs(app)
  for (let times = 1; times <= 3; times += 1) {
    await crash(app)
    await expect.poll(() => isAlive(app), `after crash ${times}`).toBe(true)
  }
  expect(await said()).toEqual([])
  await crash(app)
  await expect.poll(said).toEqual([expect.stringContaining('keeps ending')])
  expect(await isAlive(app)).toBe(false)
})

test('a page that hangs is reloaded when asked to, and only then', async ({ launch }) => {
  const app = await launch()
  const { said, press } = await answerDialogs(app)
  const loads = await countLoads(app)
  await hang(app)
  await expect.poll(said).toHaveLength(1)
  await press(1)
  await hang(app)
  await expect.poll(loads).toBe(1)
  expect(await said()).toEqual(Array.from({ length: 2 }, () => expect.stringMatching(/^The window does not respond\./)))
})

test('an error that nobody caught is said, opens no box, and main goes on', async ({ launch }) => {
  const app = await launch()
  const { electron, window } = app
  const { said } = await answerDialogs(app)
  await window.waitForLoadState()
  await electron.evaluate(() => {
    setTimeout(() => {
      throw new TypeError('labels is null\u001b[2J')
    }, 0)
  })
  await expect
    .poll(async () => (await readFeed(window, 'shell')).failure?.message)
    .toContain('labels is null\\u{1b}[2J')
  await electron.evaluate(() => void Promise.reject(new Error('and nobody waited for this')))
  await expect.poll(async () => (await readFeed(window, 'shell')).failure?.message).toContain('nobody waited for this')
  expect(await said()).toEqual([])
  expect(await isAlive(app)).toBe(true)
})

test('the page cannot keep its window from closing', async ({ launch }) => {
  const { electron, window } = await launch()
  await window.evaluate(() => {
    addEventListener('beforeunload', (event) => {
      event.preventDefault()
      event.returnValue = 'stay'
    })
  })
  await window.locator('body').click()
  const ended = once(electron.process(), 'exit')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await ended
})

async function hang({ electron }: App): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => void BrowserWindow.getAllWindows()[0]?.emit('unresponsive'))
}

/** Counts from when the page stands: its first load may still be under way. */
async function countLoads({ electron, window }: App): Promise<() => Promise<number>> {
  await window.waitForLoadState()
  const isLoading = () =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isLoading())
  await expect.poll(isLoading).toBe(false)
  await electron.evaluate(({ BrowserWindow }) => {
    Object.assign(globalThis, { loads: 0 })
    BrowserWindow.getAllWindows()[0]?.webContents.on('did-finish-load', () => {
      const counted = globalThis as unknown as { loads: number }
      counted.loads += 1
    })
  })
  return () => electron.evaluate(() => (globalThis as unknown as { loads: number }).loads)
}

function crash({ electron }: App): Promise<void> {
  return electron.evaluate(
    ({ BrowserWindow }) =>
      new Promise((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('render-process-gone', () => resolve())
        contents?.forcefullyCrashRenderer()
      })
  )
}

/** Whether the page is there, with its preload. */
function isAlive({ electron }: App): Promise<boolean> {
  return electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (contents === undefined || contents.isLoading() || contents.isCrashed()) return false
    return contents.executeJavaScript('window.backout !== undefined') as Promise<boolean>
  })
}
