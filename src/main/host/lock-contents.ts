import type { App, WebContents } from 'electron'
import { countTowardsFlood, endFloodingPage } from './end-flooding-page.ts'

/**
 * Nailed to its page: no contents navigates, opens a window, embeds another or picks a certificate.
 * @param isStart whether a URL is the one that the window may (re)load
 * @param log gets a line when the process of a page was ended
 */
export function lockEveryContents(app: App, isStart: (url: string) => boolean, log: (line: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    lockContents(contents, isStart)
    endFloodingPage(contents, log)
  })
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault()
    answer(false)
  })
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault()
    answer()
  })
  app.on('login', (event, _contents, _details, _info, answer) => {
    event.preventDefault()
    answer()
  })
  // We register no scheme and open no document; what is handed over is not looked at.
  app.on('open-url', (event) => {
    event.preventDefault()
  })
  app.on('open-file', (event) => {
    event.preventDefault()
  })
}

function lockContents(contents: WebContents, isStart: (url: string) => boolean): void {
  const stay = (event: { preventDefault(): void; readonly url: string }) => {
    if (!isStart(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isStart(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    event.preventDefault()
  })
  contents.setWindowOpenHandler(() => {
    countTowardsFlood(contents)
    return { action: 'deny' }
  })
  contents.on('did-create-window', (window) => {
    window.destroy()
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
  })
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault()
    answer('')
  })
  // `window.resizeTo` and `window.moveTo`: what main asks over the page is not to be cut off, or moved under a pressed button.
  contents.on('content-bounds-updated', (event) => {
    event.preventDefault()
  })
  // The page must not be able to keep its window from closing.
  contents.on('will-prevent-unload', (event) => {
    event.preventDefault()
  })
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}
