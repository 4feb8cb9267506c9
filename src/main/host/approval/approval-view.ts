import { app, WebContentsView, type BrowserWindow, type InputEvent, type Session } from 'electron'
import { approvalChannels, type SaidByApproval, type ShownApproval } from '../../../preload/approval-channels.ts'
import { begins, followInput } from '../ipc/recent-input.ts'
import { webPreferences } from '../web-preferences.ts'
import { spendActivation } from '../spend-activation.ts'
import { readSaid, type ReceivedInput } from './judge-said.ts'
import { createReceivedKeys, isKeyDown } from './received-keys.ts'

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
  /** The question has been there long enough to be answered. */
  readonly onSeen: () => void
  /** A key went down before that, and was not taken. */
  readonly onLost: () => void
  /** Its process is gone. */
  readonly onGone: () => void
}

/** A view over the whole window, with a page that has no script. Nothing of the console's page can draw into it or reach it. */
export interface ApprovalView {
  /**
   * Puts it over the window and gives it the keys, once the window's page can show nothing above it; false where the page does
   * not answer. Never settles when it was closed meanwhile.
   */
  open(window: BrowserWindow): Promise<boolean>
  draw(shown: ShownApproval): void
  /** Takes it away; the page of the window has the keys again. */
  close(window: BrowserWindow): void
  received(): ReceivedInput
  isDown(): boolean
  /** Whether the question has been there long enough to be answered. */
  isSeen(): boolean
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
    // Not every way of typing goes through what follows; it is not counted all the same.
    const isNew = isKeyDown(input.type) && input.modifiers?.includes('isautorepeat') !== true
    if (over !== null && isNew && !keys.isSeen()) options.onLost()
  })
  // Keys that were meant for the page below leave no text here either; calling it off is never too soon.
  contents.on('before-input-event', (event, { type, key, isAutoRepeat }) => {
    if (type !== 'keyDown' || keys.isSeen() || key === 'Escape' || key === 'Tab') return
    event.preventDefault()
    // The key that had this asked for may still be down; one like shift writes nothing.
    if (over !== null && !isAutoRepeat && (key.length === 1 || key === 'Enter')) options.onLost()
  })
  const gestures = followInput(contents, app, () => performance.now())
  const loaded = contents.loadURL(options.url)
  loaded.catch(options.onGone)
  let over: BrowserWindow | null = null
  let isThere = false
  let turn = 0
  let seen: ReturnType<typeof setTimeout> | undefined

  function begin(): void {
    keys.begin()
    clearTimeout(seen)
    seen = setTimeout(tellSeen, keys.seenInMs())
  }

  function tellSeen(): void {
    if (over === null) return
    if (keys.isSeen()) options.onSeen()
    else seen = setTimeout(tellSeen, keys.seenInMs())
  }

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

  /** A key that the page got after all may have let it show something above: what it shows goes when it loses the keys. */
  function shutPage(_event: unknown, { type }: Pick<InputEvent, 'type'>): void {
    if (over === null || !begins.has(type)) return
    const { webContents: page } = over
    void spendActivation(page).then(() => {
      if (over?.isFocused() !== true || over.webContents !== page) return
      page.focus()
      contents.focus()
    })
  }

  function fill(): void {
    if (over === null || over.isDestroyed()) return
    const { width, height } = over.getContentBounds()
    view.setBounds({ x: 0, y: 0, width, height })
  }

  return {
    async open(window) {
      over = window
      turn += 1
      const mine = turn
      const isSpent = await spendActivation(window.webContents)
      if (turn !== mine) return new Promise(() => undefined)
      if (!isSpent || window.isDestroyed()) return false
      isThere = true
      window.webContents.on('input-event', shutPage)
      contents.setZoomFactor(window.webContents.getZoomFactor())
      window.contentView.addChildView(view)
      window.on('resize', fill)
      fill()
      begin()
      // Before its page is there nothing can have been seen.
      if (contents.isLoading()) void loaded.then(begin)
      contents.focus()
      return true
    },
    draw,
    close(window) {
      over = null
      turn += 1
      clearTimeout(seen)
      draw(null)
      if (window.isDestroyed() || !isThere) return
      isThere = false
      window.webContents.off('input-event', shutPage)
      window.off('resize', fill)
      window.contentView.removeChildView(view)
      window.webContents.focus()
    },
    received: () => ({
      keys: keys.count(),
      hasJustActed: gestures.hasJustActed(),
      isAssisted: app.accessibilitySupportEnabled
    }),
    isDown: () => keys.isDown(),
    isSeen: () => keys.isSeen()
  }
}
