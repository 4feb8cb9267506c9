import { describe, expect, it } from 'vitest'
import { ownOptions } from './command-line.ts'
import { refusals, type StartFacts } from './refused-switches.ts'

function judge(argv: readonly string[], facts: Partial<StartFacts> = {}): readonly string[] {
  const none = { packaged: false, e2e: false, root: false, env: {}, isFromArchive: true, isInspected: false }
  return refusals({ ...none, hasSwitch: () => false, ownOptions, argv, ...facts })
}

describe('refusals', () => {
  it('lets an ordinary start pass', () => {
    const ordinary = [
      'electron',
      '/home/me/backout',
      '--no-drill',
      '--kubeconfig',
      '/home/me/.kube/config',
      '--user-data-dir=/x'
    ]
    expect(judge(ordinary)).toEqual([])
    expect(judge(ordinary, { packaged: true })).toEqual([])
  })

  const weakening = [
    '--disable-web-security',
    '--proxy-server=evil:1',
    '--host-resolver-rules=MAP * 1.2.3.4',
    '--ignore-certificate-errors',
    '--js-flags=--x'
  ]
  it.each([...weakening, '-disable-web-security', '/disable-web-security', '--Disable-Web-Security'])(
    'refuses %s always',
    (argument) => {
      for (const packaged of [true, false]) {
        for (const e2e of [true, false])
          expect(judge(['electron', argument], { packaged, e2e, root: true })).toHaveLength(1)
      }
    }
  )

  it.each([
    '--user-agent=x',
    '--enable-features=X',
    '--disable-blink-features=X',
    '--enable-logging',
    '--app=https://evil.example',
    '--disable-site-isolation-for-policy',
    '--password-store=basic',
    '-user-agent=x',
    '--User-Agent=x',
    '--no-such-switch-yet'
  ])('refuses %s, as everything that is not known to be harmless', (argument) => {
    for (const packaged of [true, false]) {
      for (const e2e of [true, false])
        expect(judge(['electron', argument], { packaged, e2e })).toEqual([expect.stringContaining('is refused')])
    }
  })

  it.each(['--ozone-platform=wayland', '--disable-gpu', '--force-device-scale-factor=2', '--lang=de', '--help', '-h'])(
    'takes %s, which is harmless or its own',
    (argument) => {
      expect(judge(['electron', argument], { packaged: true })).toEqual([])
    }
  )

  it('takes every option of its own, with its value', () => {
    for (const option of ownOptions) expect(judge([`--${option}`, 'x', `--${option}=x`])).toEqual([])
  })

  it.each(['--inspect', '--inspect-brk=0', '--remote-debugging-port=0', '--remote-debugging-pipe'])(
    'takes %s unpackaged from the tests only',
    (argument) => {
      expect(judge([argument])).toEqual([expect.stringContaining('BACKOUT_E2E=1')])
      expect(judge([argument], { e2e: true })).toEqual([])
      expect(judge([argument], { e2e: true, packaged: true })).toHaveLength(1)
    }
  )

  it('takes --no-sandbox unpackaged from root only, and nothing else that switches the sandbox off', () => {
    expect(judge(['--no-sandbox'])).toHaveLength(1)
    expect(judge(['--no-sandbox'], { root: true })).toEqual([])
    expect(judge(['--no-sandbox'], { root: true, packaged: true })).toHaveLength(1)
    expect(judge(['--single-process'], { root: true, e2e: true })).toHaveLength(1)
  })

  it('believes Chromium about switches that are not in argv', () => {
    expect(judge([], { hasSwitch: (name) => name === 'remote-debugging-port' })).toHaveLength(1)
  })

  it('refuses environments that would switch off certificate checks or open the inspector', () => {
    expect(judge([], { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, e2e: true })).toHaveLength(1)
    expect(judge([], { env: { NODE_TLS_REJECT_UNAUTHORIZED: '1' } })).toEqual([])
    expect(judge([], { env: { NODE_OPTIONS: '--max-old-space-size=99 --inspect=0' } })).toHaveLength(1)
    expect(judge([], { env: { NODE_OPTIONS: '--max-old-space-size=99' } })).toEqual([])
  })

  it('refuses an open inspector, and a packaged app that is not its archive', () => {
    expect(judge([], { isInspected: true })).toEqual([expect.stringContaining('inspector')])
    expect(judge([], { isInspected: true, e2e: true })).toEqual([])
    expect(judge([], { isInspected: true, e2e: true, packaged: true })).toHaveLength(1)
    expect(judge([], { isFromArchive: false, packaged: true })).toEqual([expect.stringContaining('archive')])
  })

  it('does not read beyond the end of the switches', () => {
    expect(judge(['electron', '--', '--no-sandbox'])).toEqual([])
    expect(judge(['electron', 'no-sandbox'])).toEqual([])
  })
})
