import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BenchContext, Finding, Measure } from './measure.ts'
import { openDrillService } from './drill-service.ts'
import { processPss, treePss } from './process-tree.ts'
import { slopeOf, type Weighed } from './slope.ts'
import { openWindow } from './window.ts'

/** How long is weighed, minutes: the shortened form of eight hours. */
const soakMinutes = Number(process.env['BACKOUT_SOAK_MINUTES'] ?? 12)
/** How long it is left alone before, and between two weighings, milliseconds. */
const settleMs = 60_000
const betweenMs = 5_000
/** 10^6 bytes and MiB. */
const inMiB = 1e6 / 1_048_576
/** How long a run and its proof may take before the watch begins, milliseconds. */
const proofWithinMs = 600_000

const unavailable: Finding = { unavailable: 'proportional set sizes are read from /proc, on Linux only' }

/** A service is open and nothing happens; garbage is collected before each weighing, so that what grows is kept by something. */
async function idle(context: BenchContext): Promise<Finding> {
  if (process.platform !== 'linux') return unavailable
  const service = await openDrillService()
  try {
    const window = await openWindow(context, {
      app: context.root,
      args: service.args,
      usable: (page) => page.locator('[data-testid="signal-errorRatio"]:not([data-state="unknown"])').waitFor()
    })
    try {
      const pid = window.electron.process().pid
      if (pid === undefined) throw new Error('the window has no process any more')
      const renderer = await window.page.context().newCDPSession(window.page)
      return await weigh(context, async () => {
        await window.electron.evaluate(() => {
          // Flags of V8 are refused on its command line, as they should be.
          process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
          process.getBuiltinModule('node:vm').runInNewContext('gc')()
        })
        await renderer.send('HeapProfiler.collectGarbage')
        return treePss(pid)
      })
    } finally {
      await window.close()
    }
  } finally {
    await service.stop()
  }
}

/**
 * The same console in Node: it has undone a bad release, proved it, and watches for 30 minutes. Its own process alone is weighed,
 * as it is: nobody collects its garbage from outside.
 */
async function withRun(context: BenchContext): Promise<Finding> {
  if (process.platform !== 'linux') return unavailable
  const out = await mkdtemp(join(tmpdir(), 'backout-soak-'))
  const file = join(context.root, 'out', 'main', 'headless.js')
  const args = [
    '--scenario',
    'bad-deploy',
    '--autopilot',
    '--watch',
    '--seed',
    '7',
    '--speed',
    '1',
    '--out',
    join(out, 'run')
  ]
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    const pid = child.pid
    if (pid === undefined) throw new Error('the console in Node did not start')
    const watching = new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => /^watch /m.test(text) && resolve())
      child.once('exit', () => reject(new Error('the console in Node ended before its watch')))
    })
    await Promise.race([watching, delay(proofWithinMs)])
    return await weigh(context, () => processPss(pid))
  } finally {
    child.kill()
    await ended
    await rm(out, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Compared with how exactly it is known: less than once is no growth that could be told from none. */
async function weigh({ say }: BenchContext, size: () => Promise<number>): Promise<Finding> {
  await delay(settleMs)
  const weighed: Weighed[] = []
  const beganMs = performance.now()
  while (performance.now() - beganMs < soakMinutes * 60_000) {
    weighed.push({ at: (performance.now() - beganMs) / 3_600_000, size: (await size()) * inMiB })
    await delay(betweenMs)
  }
  const { perHour, halfWidth } = slopeOf(weighed)
  const [first, last] = [weighed[0]?.size ?? 0, weighed.at(-1)?.size ?? 0]
  say(
    `${perHour.toFixed(1)} ± ${halfWidth.toFixed(1)} MiB/h (95 %) of ${weighed.length} weighings in ${soakMinutes} min, from ${first.toFixed(0)} to ${last.toFixed(0)} MiB; load ${loadavg()[0]?.toFixed(1)}`
  )
  return { value: perHour, baseline: halfWidth }
}

export const measures: readonly Measure[] = [
  { name: 'soak-idle', unit: 'MiB/h', goal: { atMost: 5 }, isOnDemand: true, run: idle },
  { name: 'soak-run', unit: 'MiB/h', goal: { atMost: 5 }, isOnDemand: true, run: withRun }
]
