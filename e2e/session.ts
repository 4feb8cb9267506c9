import { startVirtualDisplay } from '../scripts/setup/virtual-display.mjs'

/**
 * Playwright's global set-up: one virtual display for the whole run on Linux, also on a desktop, so that windows neither
 * pop up in front of the person at the machine nor depend on that person's screen. Workers inherit the environment.
 */
export default async function startSession(): Promise<(() => Promise<void>) | undefined> {
  if (process.platform !== 'linux') return undefined
  const display = await startVirtualDisplay()
  process.env['DISPLAY'] = display.env.DISPLAY
  delete process.env['WAYLAND_DISPLAY']
  return display.stop
}
