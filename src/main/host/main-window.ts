import { join } from 'node:path'
import { app, BrowserWindow, dialog, screen, type Session } from 'electron'
import type { JsonFile } from './json-file.ts'
import { createRateLimit } from '../../preload/rate-limit.ts'
import { webPreferences } from './web-preferences.ts'
import { chooseBounds, minimumSize } from './window-bounds.ts'
import { chooseZoom, followZoomKeys, nearestStep } from './zoom.ts'

/** The window background before the first paint; the dark theme's. */
const backgroundColor = '#0b0f17'

export interface MainWindowOptions {
  readonly session: Session
  /** Absolute path of the folder that holds `index.cjs`. */
  readonly preloadDir: string
  readonly url: string
  readonly devTools: boolean
  readonly memory: JsonFile
  /** Called before the page begins to load. */
  readonly onCreated: (window: BrowserWindow) => void
}

/** Opens the window at its remembered place and zoom; it shows once it has something to show. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea)
  const remembered = options.memory.read()
  const preferences = webPreferences(join(options.preloadDir, 'index.cjs'), options.session, options.devTools)
  const window = new BrowserWindow({
    ...chooseBounds(remembered, screens),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Backout',
    backgroundColor,
    show: false,
    autoHideMenuBar: true,
    webPreferences: { ...preferences, zoomFactor: chooseZoom(remembered) }
  })
  window.once('ready-to-show', () => {
    window.show()
  })
  rememberPlace(window, options.memory)
  options.onCreated(window)
  followZoomKeys(window.webContents)
  comeBackAfterCrash(window, options.url)
  // No event comes before a page goes to about:blank; main does not listen to it there, and it is brought back.
  window.webContents.on('did-navigate', (_event, url) => {
    if (url !== options.url) void window.loadURL(options.url)
  })
  void window.loadURL(options.url)
  return window
}

/** Writes place and zoom down when the window closes, and when the app quits, which closes it without a word. */
function rememberPlace(window: BrowserWindow, memory: JsonFile): void {
  function remember(): void {
    if (window.isDestroyed()) return
    try {
      memory.write({ ...window.getNormalBounds(), zoom: nearestStep(window.webContents.getZoomFactor()) })
    } catch {
      // The place of a window is not worth a word.
    }
  }
  window.on('close', remember)
  app.once('before-quit', remember)
}

/** Reloads a page whose process is gone, three times in ten minutes at most; the console itself lives in main. */
function comeBackAfterCrash(window: BrowserWindow, url: string): void {
  const mayReload = createRateLimit({ burst: 3, perSecond: 3 / 600 }, () => performance.now())
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    process.stderr.write(`The window's process is gone (${reason}, ${exitCode}).\n`)
    if (mayReload()) {
      void window.loadURL(url)
      return
    }
    // Not an error box: that would stop what is still running.
    void dialog.showMessageBox({
      type: 'error',
      message: 'Backout: the window keeps ending',
      detail: `Its process ended again (${reason}). Whatever was running goes on and is in the journal. Restart Backout to see it.`
    })
  })
  window.on('unresponsive', () => {
    const question = {
      type: 'warning',
      message: 'The window does not respond.',
      buttons: ['Wait', 'Reload'],
      defaultId: 0
    } as const
    void dialog.showMessageBox(window, { ...question, buttons: [...question.buttons] }).then(({ response }) => {
      if (response === 1 && !window.isDestroyed()) void window.loadURL(url)
    })
  })
}
