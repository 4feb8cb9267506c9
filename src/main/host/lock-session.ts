import type { Session } from 'electron'
import { appOrigin } from './app-origin.ts'
import { countTowardsFlood } from './end-flooding-page.ts'

const protectedUsbClasses = ['audio', 'audio-video', 'hid', 'mass-storage', 'smart-card', 'video', 'wireless'] as const

/**
 * Takes every capability from a session that the console does not need, which is all of them. What is not answered here
 * Electron allows by default.
 * @param allowed prefixes of URLs that may be loaded beside the app's own: the development server
 */
export function lockSession(session: Session, allowed: readonly string[]): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer({})
  })
  session.setUSBProtectedClassesHandler(() => [...protectedUsbClasses])
  session.setBluetoothPairingHandler((_details, answer) => {
    answer({ confirmed: false })
  })
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault()
    answer(null)
  })
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault()
    answer('')
  })
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault()
    answer()
  })
  session.on('will-download', (event) => {
    event.preventDefault()
  })
  // -2: refused. The window speaks TLS with nobody.
  session.setCertificateVerifyProc((_request, answer) => {
    answer(-2)
  })
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest((details, answer) => {
    countTowardsFlood(details.webContents)
    const mayLoad = [`${appOrigin}/`, ...allowed].some((prefix) => details.url.startsWith(prefix))
    answer({ cancel: !mayLoad })
  })
  // What would slip by all of that ends at a proxy that is not there. The development server is reached directly.
  if (allowed.length === 0) void session.setProxy({ proxyRules: 'socks5://0.0.0.0:1', proxyBypassRules: '<-loopback>' })
}
