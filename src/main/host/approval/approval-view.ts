import { app, WebContentsView, type BrowserWindow, type Session } from 'electron'
import { approvalChannels, type SaidByApproval, type ShownApproval } from '../../../preload/approval-channels.ts'
import { followInput } from '../ipc/recent-input.ts'
import { webPreferences } from '../main-window.ts'
import { readSaid, type ReceivedInput } from './judge-said.ts'
import { createReceivedKeys } from './received-keys.ts'

export interface ApprovalViewOptions {
  /** Of its own: it shares nothing with the page. */
  readonly session: Session
  readonly url: string
  /** Absolute path of its preload. */
  readonly preload: string
  readonly devTools: boolean
  readonly onSaid: (said: SaidByApproval) => void
  /** What was down is let go. */
  readonly onUp: () => void
  /** Its process is gone. */
  readonly onGone: () => void
}

/** A view over the whole window, with a page that has no script. Nothing of the console's page can draw into it or reach it. */
export interface ApprovalView {
  /** Puts it over the window and gives it the keys. */
  open(window: BrowserWindow): void
  draw(shown: ShownApproval): void
  /** Takes it away; the page of the window has the keys again. */
  close(window: BrowserWindow): void
  received(): ReceivedInput
  isDown(): boolean
}

export function createApprovalView(options: ApprovalViewOptions): ApprovalView {
  const view = new WebContentsView({
    webPreferences: webPreferences(options.preload, options.session, options.devTools)
  })
  view.setBackgroundColor('#00000000')
  const { webContents: contents } = view
  const keys = createReceivedKeys(options.onUp, () => performance.now())
  contents.on('input-event', (_event, input) => {
    keys.see(input)
  })
  // Keys that were meant for the page below leave no text here either; calling it off is never too soon.
  contents.on('before-input-event', (event, { type, key }) => {
    if (type === 'keyDown' && !keys.isSeen() && key !== 'Escape' && key !== 'Tab') event.preventDefault()
  })
  const gestures = followInput(contents, app, () => performance.now())
  const loaded = contents.loadURL(options.url)
  loaded.catch(options.onGone)
  let over: BrowserWindow | null = null

  contents.ipc.on(approvalChannels.said, (event, message: unknown) => {
    const said = event.senderFrame === contents.mainFrame ? readSaid(message) : null
    if (said !== null && over !== null) options.onSaid(said)
  })
  contents.once('render-process-gone', options.onGone)
  // A page that takes the focus back would get what is typed here.
  contents.on('blur', () => {
    setImmediate(() => {
      if (over?.isFocused() === true) contents.focus()
    })
  })

  function draw(shown: ShownApproval | null): void {
    void loaded.then(() => {
      if (!contents.isDestroyed()) contents.send(approvalChannels.show, shown)
    })
  }

  function fill(): void {
    if (over === null || over.isDestroyed()) return
    const { width, height } = over.getContentBounds()
    view.setBounds({ x: 0, y: 0, width, height })
  }

  return {
    open(window) {
      over = window
      contents.setZoomFactor(window.webContents.getZoomFactor())
      window.contentView.addChildView(view)
      window.on('resize', fill)
      fill()
      keys.begin()
      // Before its page is there nothing can have been seen.
      if (contents.isLoading()) void loaded.then(() => keys.begin())
      contents.focus()
    },
    draw,
    close(window) {
      over = null
      draw(null)
      if (window.isDestroyed()) return
      window.off('resize', fill)
      window.contentView.removeChildView(view)
      window.webContents.focus()
    },
    received: () => ({
      keys: keys.count(),
      hasJustActed: gestures.hasJustActed(),
      isAssisted: app.accessibilitySupportEnabled
    }),
    isDown: () => keys.isDown()
  }
}
