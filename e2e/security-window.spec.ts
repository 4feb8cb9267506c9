import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { root } from '../scripts/setup/folders.mjs'
import { expect, test } from './app.ts'

// What a hostile page could try, driven from inside the real window. The window is assumed to be compromised: it may
// lie on its own screen, but it must reach nothing.

// One app for what only looks.
test.describe.configure({ mode: 'default' })

const startUrl = 'app://backout/index.html'

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; " +
  "worker-src 'none'; frame-src 'none'; object-src 'none'; media-src 'none'; manifest-src 'none'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"

/** The page says the same about itself, but for what HTML has ignored there. */
const metaPolicy = contentSecurityPolicy.replace(" frame-ancestors 'none';", '')

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

test('every protection of the window is on, said aloud', async ({ firstRun: { electron } }) => {
  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    const { session: _session, ...rest } = contents.getLastWebPreferences()
    return JSON.parse(JSON.stringify(rest)) as Record<string, unknown>
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false
  })
  // Electron does not report these where they are off.
  for (const name of [
    'nodeIntegrationInWorker',
    'plugins',
    'navigateOnDragDrop',
    'spellcheck',
    'enableBlinkFeatures',
    'additionalArguments'
  ]) {
    expect(preferences[name], name).toBeFalsy()
  }
})

test('whatever slips by everything else ends at a proxy that is not there', async ({ firstRun: { electron } }) => {
  const proxies = await electron.evaluate(async ({ BrowserWindow }) => {
    const asked = ['https://example.com/', 'http://127.0.0.1:1/', 'ws://localhost:1/', 'ftp://[::1]/']
    const answers: (string | undefined)[] = []
    for (const url of asked) answers.push(await BrowserWindow.getAllWindows()[0]?.webContents.session.resolveProxy(url))
    return answers
  })
  expect(new Set(proxies)).toEqual(new Set(['SOCKS5 0.0.0.0:1']))
})

test('the session keeps nothing on disk', async ({ firstRun: { electron } }) => {
  const storage = await electron.evaluate(({ BrowserWindow }) => {
    const session = BrowserWindow.getAllWindows()[0]?.webContents.session
    return { persistent: session?.isPersistent(), path: session?.getStoragePath() }
  })
  expect(storage).toEqual({ persistent: false, path: null })
})

test('the page sees one frozen object of two functions and nothing of Node or Electron', async ({
  firstRun: { window }
}) => {
  const seen = await window.evaluate(() => {
    const globals = globalThis as unknown as Record<string, unknown>
    const api = globals['backout'] as Record<string, unknown>
    const before = api['request']
    try {
      api['request'] = () => 'mine'
    } catch {
      // A frozen object throws here in strict code, which is as good.
    }
    try {
      globals['backout'] = {}
    } catch {
      // The same for the property that holds it.
    }
    const kept = (globals['backout'] as Record<string, unknown>)['request'] === before
    const leaks = ['require', 'process', 'module', 'Buffer', 'global', 'electron', '__dirname'].filter(
      (name) => name in globals
    )
    return { names: Object.keys(api).sort(), kept, leaks }
  })
  expect(seen).toEqual({ names: ['request', 'subscribe'], kept: true, leaks: [] })
})

test('every answer carries the exact policy, and unknown addresses an empty 404', async ({
  firstRun: { electron, window }
}) => {
  const ask = (url: string, method = 'GET') =>
    electron.evaluate(
      async ({ BrowserWindow }, [address, verb]): Promise<Answer | string> => {
        try {
          const session = BrowserWindow.getAllWindows()[0]?.webContents.session
          const response = await session?.fetch(address ?? '', { method: verb ?? '' })
          if (response === undefined) return 'no session'
          return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
        } catch (error) {
          return String(error)
        }
      },
      [url, method]
    )

  const page = await ask(startUrl)
  expect(page).toMatchObject({
    status: 200,
    headers: {
      'content-security-policy': contentSecurityPolicy,
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringMatching(/camera=\(\).*geolocation=\(\).*usb=\(\)/)
    }
  })
  const first = await window.evaluate(() => {
    const [element] = document.head.children
    return { name: element?.getAttribute('http-equiv'), content: element?.getAttribute('content') }
  })
  expect(first, 'before anything that it has to hold').toEqual({ name: 'Content-Security-Policy', content: metaPolicy })
  for (const path of [
    '/',
    '/package.json',
    '/%2e%2e/main/index.js',
    '/..%2f..%2fpackage.json',
    '/index.html%00',
    '/assets'
  ]) {
    expect(await ask(`app://backout${path}`), path).toMatchObject({
      status: 404,
      body: '',
      headers: { 'content-security-policy': contentSecurityPolicy }
    })
  }
  expect(await ask('app://other/index.html')).toMatchObject({ status: 404, body: '' })
  expect(await ask(startUrl, 'POST')).toMatchObject({ status: 405 })
  for (const url of ['https://127.0.0.1:1/', 'http://localhost:1/', 'ftp://127.0.0.1/', 'other://backout/index.html']) {
    expect(typeof (await ask(url)), url).toBe('string')
  }
})

test('inline code, eval and markup from text do not run', async ({ firstRun: { window } }) => {
  const ran = await window.evaluate(async () => {
    const ran: string[] = []
    Object.assign(globalThis, { ran })
    const attempt = (name: string, action: () => unknown) => {
      try {
        action()
      } catch {
        return
      }
      ran.push(`${name} was not refused`)
    }
    attempt('innerHTML', () => {
      document.createElement('div').innerHTML = '<img src=x onerror=ran.push(1)>'
    })
    attempt('document.write', () => document.write('<p>'))
    attempt('insertAdjacentHTML', () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'))
    attempt('script.text', () => {
      document.createElement('script').text = 'ran.push("script")'
    })
    attempt('srcdoc', () => {
      document.createElement('iframe').srcdoc = '<script>parent.ran.push("srcdoc")</script>'
    })
    attempt('a second policy', () => {
      const { trustedTypes } = globalThis as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): unknown }
      }
      trustedTypes.createPolicy('mine', {})
    })
    const button = document.createElement('button')
    attempt('onclick', () => button.setAttribute('onclick', 'ran.push("onclick")'))
    document.body.append(button)
    button.click()
    await new Promise((resolve) => requestAnimationFrame(resolve))
    button.remove()
    // Here and not above: code that the inspector runs directly may eval; what it leaves for later may not.
    attempt('eval', () => (Reflect.get(globalThis, 'eval') as (code: string) => unknown)('ran.push("eval")'))
    attempt('Function', () =>
      Reflect.construct(Reflect.get(globalThis, 'Function') as FunctionConstructor, ['ran.push("Function")'])()
    )
    return ran
  })
  expect(ran).toEqual([])
})

test('no capability of a device or of the desktop is granted', async ({ launch }) => {
  const { window } = await launch()
  const granted = await window.evaluate(async () => {
    const { navigator } = globalThis
    const anything = navigator as unknown as Record<string, Record<string, (...values: unknown[]) => Promise<unknown>>>
    const attempts: Record<string, () => unknown> = {
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
      microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
      screen: () => navigator.mediaDevices.getDisplayMedia(),
      geolocation: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
      clipboardRead: () => navigator.clipboard.readText(),
      clipboardWrite: () => navigator.clipboard.writeText('x'),
      usb: () => anything['usb']?.['requestDevice']?.({ filters: [] }),
      hid: () => anything['hid']?.['requestDevice']?.({ filters: [] }),
      serial: () => anything['serial']?.['requestPort']?.(),
      bluetooth: () => anything['bluetooth']?.['requestDevice']?.({ acceptAllDevices: true }),
      wakeLock: () => navigator.wakeLock.request('screen'),
      fullscreen: () => document.documentElement.requestFullscreen(),
      pointerLock: () => document.documentElement.requestPointerLock(),
      serviceWorker: () => navigator.serviceWorker.register('/assets/x.js'),
      files: () => (globalThis as unknown as { showOpenFilePicker(): Promise<unknown> }).showOpenFilePicker(),
      windows: () => (globalThis as unknown as { getScreenDetails(): Promise<unknown> }).getScreenDetails(),
      fonts: () => (globalThis as unknown as { queryLocalFonts(): Promise<unknown> }).queryLocalFonts()
    }
    const granted: string[] = []
    for (const [name, attempt] of Object.entries(attempts)) {
      const asked = Promise.resolve().then(attempt)
      const outcome = await Promise.race([
        asked.then(
          (value) => value !== undefined,
          () => false
        ),
        // A question that nobody answers grants nothing either.
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 3_000))
      ])
      if (outcome) granted.push(name)
    }
    for (const name of [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'clipboard-read',
      'midi',
      'persistent-storage'
    ]) {
      const status = await navigator.permissions.query({ name: name as PermissionName }).catch(() => undefined)
      if (status?.state === 'granted') granted.push(`permission ${name}`)
    }
    if ((await Notification.requestPermission()) === 'granted') granted.push('notifications')
    return granted
  })
  expect(granted).toEqual([])
})

test('no device is handed out either when somebody has just clicked', async ({ firstRun: { electron } }) => {
  const granted = await electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const asked = {
      hid: 'navigator.hid.requestDevice({ filters: [] }).then((devices) => devices.length > 0)',
      serial: 'navigator.serial.requestPort().then(() => true)',
      usb: 'navigator.usb.requestDevice({ filters: [] }).then(() => true)',
      bluetooth: 'navigator.bluetooth.requestDevice({ acceptAllDevices: true }).then(() => true)'
    }
    const granted: string[] = []
    for (const [name, code] of Object.entries(asked)) {
      // Run as if by a click: without one Chromium refuses by itself, and ours would not be asked.
      const answer = contents?.executeJavaScript(`(async () => ${code})()`, true).catch(() => false)
      const silence = new Promise((resolve) => setTimeout(() => resolve(false), 3_000))
      if ((await Promise.race([answer, silence])) === true) granted.push(name)
    }
    return granted
  })
  expect(granted).toEqual([])
})

test('every chooser and every prompt is answered with nothing, in the window and in any other session', async ({
  firstRun: { electron }
}) => {
  const answers = await electron.evaluate(({ app, BrowserWindow, session }) => {
    const window = BrowserWindow.getAllWindows()[0]
    const answers: Record<string, unknown> = {}
    /** Asks as Chromium would, had it got past the permission checks. */
    function put(name: string, emitter: unknown, event: string, details: readonly unknown[]): void {
      let prevented = false
      let answer: unknown = 'not answered'
      const asked = { preventDefault: () => (prevented = true) }
      ;(emitter as NodeJS.EventEmitter).emit(event, asked, ...details, (...given: unknown[]) => {
        answer = given
      })
      answers[name] = { prevented, answer }
    }
    const sessions = { window: window?.webContents.session, other: session.fromPartition('made-later') }
    for (const [name, each] of Object.entries(sessions)) {
      const device = { deviceId: 'd', portId: 'p', vendorId: 1, productId: 1 }
      put(`${name} hid`, each, 'select-hid-device', [{ deviceList: [device], frame: null }])
      put(`${name} serial`, each, 'select-serial-port', [[device], window?.webContents])
      put(`${name} usb`, each, 'select-usb-device', [{ deviceList: [device], frame: null }])
    }
    put('bluetooth', window?.webContents, 'select-bluetooth-device', [[{ deviceId: 'd', deviceName: 'x' }]])
    put('certificate', app, 'certificate-error', [window?.webContents, 'https://x/', 'net::ERR', {}])
    put('client certificate', app, 'select-client-certificate', [window?.webContents, 'https://x/', [{}]])
    put('password', app, 'login', [window?.webContents, {}, { isProxy: false }])
    return JSON.parse(JSON.stringify(answers)) as unknown
  })
  const nothing = { prevented: true, answer: [] }
  expect(answers).toEqual({
    'window hid': { prevented: true, answer: [null] },
    'window serial': { prevented: true, answer: [''] },
    'window usb': nothing,
    'other hid': { prevented: true, answer: [null] },
    'other serial': { prevented: true, answer: [''] },
    'other usb': nothing,
    bluetooth: { prevented: true, answer: [''] },
    certificate: { prevented: true, answer: [false] },
    'client certificate': nothing,
    password: nothing
  })
})

test('a document or an address that is handed to the app is not looked at', async ({
  firstRun: { electron, window }
}) => {
  const before = window.url()
  const prevented = await electron.evaluate(({ app }) =>
    ['open-url', 'open-file'].map((event) => {
      let prevented = false
      app.emit(event, { preventDefault: () => (prevented = true) }, 'backout://x/../../etc/passwd')
      return prevented
    })
  )
  expect(prevented).toEqual([true, true])
  expect(window.url()).toBe(before)
})

test.describe('with listeners on loopback', () => {
  let http: Server
  let port: number
  const requested: string[] = []

  test.beforeEach(async () => {
    requested.length = 0
    http = createServer((request, response) => {
      requested.push(request.url ?? '')
      response.end()
    })
    http.on('upgrade', (request, socket) => {
      requested.push(`upgrade ${request.url}`)
      socket.destroy()
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    port = (http.address() as AddressInfo).port
  })
  test.afterEach(() => {
    http.close()
  })

  test('nothing leaves the window, by any way a page has', async ({ firstRun: { window } }) => {
    const raw = createTcpServer((socket) => {
      requested.push('tcp')
      socket.destroy()
    })
    raw.listen(0, '127.0.0.1')
    await once(raw, 'listening')
    const udp = createSocket('udp4')
    udp.on('message', () => requested.push('udp'))
    udp.bind(0, '127.0.0.1')
    await once(udp, 'listening')
    const ports = { http: port, tcp: (raw.address() as AddressInfo).port, udp: udp.address().port }

    const worked = await window.evaluate(reachOut, ports)
    expect(worked).toEqual([])
    // The listeners do hear who really calls.
    await fetch(`http://127.0.0.1:${port}/control`)
    expect(requested).toEqual(['/control'])
    raw.close()
    udp.close()
  })

  test('the window stays on its page, and alone', async ({ launch }) => {
    const { electron, window } = await launch()
    const elsewhere = [
      `http://127.0.0.1:${port}/x`,
      'file:///etc/passwd',
      'app://other/index.html',
      'app://backout/other.html',
      'data:text/html,x',
      'chrome://version',
      'javascript:document.body.remove()'
    ]
    for (const url of elsewhere) {
      await window
        .evaluate((address) => {
          location.href = address
        }, url)
        .catch(() => undefined)
      await window.evaluate((address) => {
        const link = document.createElement('a')
        link.href = address
        link.target = '_blank'
        document.body.append(link)
        link.click()
        link.remove()
        const form = document.createElement('form')
        form.action = address
        document.body.append(form)
        form.submit()
        form.remove()
        return open(address) === null
      }, url)
      expect(await currentUrl(window), url).toBe(startUrl)
    }
    const opened = await window.evaluate(() =>
      [open(), open('about:blank'), open(location.href), open('', 'name', 'popup')].map((value) => value === null)
    )
    expect(opened).toEqual([true, true, true, true])
    const embedded = await window.evaluate((address) => {
      for (const tag of ['iframe', 'object', 'embed', 'webview']) {
        const element = document.createElement(tag)
        for (const attribute of ['src', 'data']) {
          try {
            element.setAttribute(attribute, address)
          } catch {
            // Some may not even be set.
          }
        }
        document.body.append(element)
      }
      return document.querySelector('webview')?.constructor.name
    }, `http://127.0.0.1:${port}/embedded`)
    expect(embedded).toBe('HTMLElement')
    expect(await electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
    expect(await window.evaluate(() => document.body.isConnected)).toBe(true)
    await fetch(`http://127.0.0.1:${port}/control`)
    expect(requested).toEqual(['/control'])
  })

  test('a file that is dropped on the window is not opened', async ({ firstRun: { window } }) => {
    const session = await window.context().newCDPSession(window)
    const data = { items: [], files: [join(root, 'package.json')], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data })
    await window.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    expect(await currentUrl(window)).toBe(startUrl)
  })

  test('an empty page is no way out: the window comes back by itself', async ({ launch }) => {
    const { window } = await launch()
    await window.evaluate(() => {
      location.href = 'about:blank'
    })
    await expect(window).toHaveURL(startUrl)
    await expect(window).toHaveTitle(/Backout/)
  })

  test('nothing is downloaded', async ({ firstRun: { electron, window } }) => {
    // The listener has to be there before the click, so it is awaited apart from what it hears.
    const heard = await electron.evaluateHandle(({ BrowserWindow }) => {
      const download = new Promise<string>((resolve) => {
        BrowserWindow.getAllWindows()[0]?.webContents.session.on('will-download', (event, item) => {
          resolve(event.defaultPrevented ? 'prevented' : item.getState())
        })
      })
      return { download }
    })
    await window.evaluate(() => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['x']))
      link.download = 'x.sh'
      link.click()
    })
    expect(await heard.evaluate(({ download }) => download)).toBe('prevented')
  })
})

function currentUrl(window: Page): Promise<string> {
  return window.evaluate(() => location.href)
}

/** Runs in the page: tries every way out and returns the ones that worked. */
async function reachOut(ports: { http: number; tcp: number; udp: number }): Promise<string[]> {
  const http = `http://127.0.0.1:${ports.http}`
  const worked: string[] = []
  const settled = (name: string, promise: Promise<unknown>) =>
    promise.then(
      () => worked.push(name),
      () => undefined
    )
  const loaded = (element: HTMLElement & { src?: string }, name: string) =>
    settled(
      name,
      new Promise((resolve, reject) => {
        element.onload = resolve
        element.onerror = reject
        document.body.append(element)
        setTimeout(reject, 2_000)
      })
    )
  const opening = (name: string, make: () => EventTarget) =>
    settled(
      name,
      new Promise((resolve, reject) => {
        const target = make()
        target.addEventListener('open', resolve)
        target.addEventListener('load', resolve)
        target.addEventListener('error', reject)
        setTimeout(reject, 2_000)
      })
    )
  const image = new Image()
  image.src = `${http}/image`
  const script = document.createElement('script')
  const links = [
    'stylesheet',
    'prefetch',
    'preload',
    'preconnect',
    'dns-prefetch',
    'modulepreload',
    'icon',
    'manifest'
  ].map((rel) => {
    const link = document.createElement('link')
    link.rel = rel
    link.href = `${http}/${rel}`
    if (rel === 'preload') link.as = 'font'
    return link
  })
  await Promise.all([
    settled('fetch', fetch(`${http}/fetch`)),
    settled('fetch no-cors', fetch(`${http}/no-cors`, { mode: 'no-cors' })),
    settled('fetch keepalive', fetch(`${http}/keepalive`, { method: 'POST', keepalive: true, mode: 'no-cors' })),
    opening('XMLHttpRequest', () => {
      const request = new XMLHttpRequest()
      request.open('GET', `${http}/xhr`)
      request.send()
      return request
    }),
    opening('WebSocket', () => new WebSocket(`ws://127.0.0.1:${ports.http}/socket`)),
    opening('WebSocket tcp', () => new WebSocket(`ws://127.0.0.1:${ports.tcp}/`)),
    opening('EventSource', () => new EventSource(`${http}/events`)),
    settled('FontFace', new FontFace('x', `url(${http}/font)`).load()),
    settled('import', import(/* @vite-ignore */ `${http}/module.js`)),
    settled(
      'worker',
      Promise.resolve().then(() =>
        opening('worker', () => new Worker(`${http}/worker.js`) as unknown as EventTarget).then(() =>
          Promise.reject(new Error('no worker'))
        )
      )
    ),
    loaded(image, 'image'),
    ...links.map((link) => loaded(link, `link ${link.rel}`)),
    settled(
      'script',
      Promise.resolve().then(() => {
        script.src = `${http}/script.js`
        return Promise.reject(new Error('assigned only with a policy'))
      })
    )
  ])
  if (navigator.sendBeacon(`${http}/beacon`, 'x')) void 0
  const peer = new RTCPeerConnection({
    iceServers: [
      { urls: `stun:127.0.0.1:${ports.udp}` },
      { urls: `turn:127.0.0.1:${ports.tcp}?transport=tcp`, username: 'x', credential: 'x' }
    ]
  })
  peer.createDataChannel('x')
  await peer.setLocalDescription(await peer.createOffer())
  if (peer.iceGatheringState !== 'complete') {
    await Promise.race([
      new Promise((resolve) => {
        peer.addEventListener('icegatheringstatechange', () => {
          if (peer.iceGatheringState === 'complete') resolve(undefined)
        })
      }),
      new Promise((resolve) => setTimeout(resolve, 5_000))
    ])
  }
  peer.close()
  for (const link of links) link.remove()
  return worked
}
