import { setTimeout as delay } from 'node:timers/promises'
import { startDrill } from '../e2e/drill.ts'
import type { BenchContext, Finding, Measure } from './measure.ts'
import { treePss } from './process-tree.ts'
import { openEmptyWindow, openWindow, type MeasuredWindow } from './window.ts'

/** How long both windows are left alone before they are weighed. */
const SETTLE_MS = 60_000

/** Connected to a drill that runs as a process of its own, which is not part of what is weighed. */
async function memory(context: BenchContext): Promise<Finding> {
  if (process.platform !== 'linux') return { unavailable: 'proportional set sizes are read from /proc, on Linux only' }
  const drill = await startDrill({ scenario: 'healthy' })
  const windows: MeasuredWindow[] = []
  try {
    windows.push(await openEmptyWindow(context))
    const ours = await openWindow(context, {
      app: context.root,
      args: ['--kubeconfig', drill.kubeconfig, '--context', 'operator'],
      usable: (page) => page.getByRole('main')
    })
    windows.push(ours)
    context.say(`both windows are open; they are weighed in ${SETTLE_MS / 1000} s`)
    await delay(SETTLE_MS)
    const [baseline = 0, value = 0] = await Promise.all(windows.map((window) => weigh(window)))
    return { value, baseline }
  } finally {
    await Promise.all(windows.map((window) => window.close()))
    await drill.stop()
  }
}

function weigh(window: MeasuredWindow): Promise<number> {
  const pid = window.electron.process().pid
  if (pid === undefined) throw new Error('the window has no process any more')
  return treePss(pid)
}

export const measures: readonly Measure[] = [{ name: 'memory', unit: 'MB', goal: 1.35, run: memory }]
