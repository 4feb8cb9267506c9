import { setTimeout as delay } from 'node:timers/promises'
import type { BenchContext, Finding, Measure } from './measure.ts'
import { openDrillService } from './drill-service.ts'
import { treePss } from './process-tree.ts'
import { openEmptyWindow, openWindow, type MeasuredWindow } from './window.ts'

/** How long both windows are left alone before they are weighed. */
const SETTLE_MS = 60_000

/**
 * A service is open and its metrics are read, from a drill that runs as a process of its own and is not part of what is
 * weighed.
 */
async function memory(context: BenchContext): Promise<Finding> {
  if (process.platform !== 'linux') return { unavailable: 'proportional set sizes are read from /proc, on Linux only' }
  const service = await openDrillService()
  const windows: MeasuredWindow[] = []
  try {
    windows.push(await openEmptyWindow(context))
    const ours = await openWindow(context, {
      app: context.root,
      args: service.args,
      usable: (page) => page.locator('[data-testid="signal-errorRatio"]:not([data-state="unknown"])').waitFor()
    })
    windows.push(ours)
    context.say(`both windows are open; they are weighed in ${SETTLE_MS / 1000} s`)
    await delay(SETTLE_MS)
    const [baseline = 0, value = 0] = await Promise.all(windows.map((window) => weigh(window)))
    return { value, baseline }
  } finally {
    await Promise.all(windows.map((window) => window.close()))
    await service.stop()
  }
}

function weigh(window: MeasuredWindow): Promise<number> {
  const pid = window.electron.process().pid
  if (pid === undefined) throw new Error('the window has no process any more')
  return treePss(pid)
}

export const measures: readonly Measure[] = [{ name: 'memory', unit: 'MB', goal: 1.35, run: memory }]
