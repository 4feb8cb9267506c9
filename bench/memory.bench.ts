import { setTimeout as delay } from 'node:timers/promises'
import type { BenchContext, Finding, Measure } from './measure.ts'
import { openDrillService } from './drill-service.ts'
import { treePss } from './process-tree.ts'
import { openEmptyWindow, openWindow, type MeasuredWindow } from './window.ts'

/** How long a window is left alone before it is weighed. */
const SETTLE_MS = 60_000

/**
 * A service is open and its metrics are read, from a drill that runs as a process of its own and is not part of what is
 * weighed. One window after the other: while both are open each would be charged for half of the Electron they share.
 */
async function memory(context: BenchContext): Promise<Finding> {
  if (process.platform !== 'linux') return { unavailable: 'proportional set sizes are read from /proc, on Linux only' }
  const baseline = await settleAndWeigh(context, openEmptyWindow(context))
  const service = await openDrillService()
  try {
    const ours = openWindow(context, {
      app: context.root,
      args: service.args,
      usable: (page) => page.locator('[data-testid="signal-errorRatio"]:not([data-state="unknown"])').waitFor()
    })
    return { value: await settleAndWeigh(context, ours), baseline }
  } finally {
    await service.stop()
  }
}

async function settleAndWeigh({ say }: BenchContext, opening: Promise<MeasuredWindow>): Promise<number> {
  const window = await opening
  try {
    say(`a window is open; it is weighed in ${SETTLE_MS / 1000} s`)
    await delay(SETTLE_MS)
    return await weigh(window)
  } finally {
    await window.close()
  }
}

function weigh(window: MeasuredWindow): Promise<number> {
  const pid = window.electron.process().pid
  if (pid === undefined) throw new Error('the window has no process any more')
  return treePss(pid)
}

export const measures: readonly Measure[] = [{ name: 'memory', unit: 'MB', goal: 1.35, run: memory }]
