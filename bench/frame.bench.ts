import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { marker, processorSeconds, startBusyCluster, type BusyCluster } from './busy-cluster.ts'
import { percentile, type BenchContext, type Finding, type Measure } from './measure.ts'
import { treePrivate } from './process-tree.ts'
import { scratchOnDisk } from './scratch-on-disk.ts'
import { openWindow, type MeasuredWindow } from './window.ts'

const namespace = 'busy'
const counts = { deployments: 500, podsEach: 10, canaries: 100 }
const changesPerSecond = 500
/** Until what runs once is compiled, and what was read at first has been let go; then so long is measured. */
const settleMs = 10_000
const measuredMs = 20_000
/** How often it is asked how old the marker is that is on the screen. */
const askEveryMs = 20

interface Found {
  /** From the tick of a frame until the page was done with it, milliseconds. */
  readonly frames: readonly number[]
  /** Of one core, percent. */
  readonly main: number
  /** How old what the window shows was, milliseconds; empty where nothing changes. */
  readonly ages: readonly number[]
  /** Megabytes that all its processes have for themselves. */
  readonly memory: number
  /** Changes that the server sent, a second. */
  readonly rate: number
}

/** The list of a namespace in the window, while nothing changes, and while 500 objects a second do. */
interface Both {
  readonly quiet: Found
  readonly busy: Found
}

let both: Promise<Both> | undefined

/** One run for all of these measures. */
function found(context: BenchContext): Promise<Both> {
  both ??= measureBoth(context)
  return both
}

async function measureBoth(context: BenchContext): Promise<Both> {
  const folder = await scratchOnDisk(context.root, 'bench-frame-')
  const cluster = await startBusyCluster(namespace, counts)
  try {
    const file = join(folder, 'kubeconfig')
    await writeFile(file, cluster.kubeconfig, { mode: 0o600 })
    const window = await openWindow(context, {
      app: context.root,
      args: ['--kubeconfig', file, '--context', 'test', '--namespace', namespace],
      usable: (page) => page.locator(`[data-testid="service-row"][data-name="${marker}"]`).waitFor()
    })
    try {
      const quiet = await settled(context, 'at rest', window, cluster)
      const end = cluster.begin(changesPerSecond)
      const busy = await settled(context, 'busy', window, cluster).finally(end)
      return { quiet, busy }
    } finally {
      await window.close()
    }
  } finally {
    await cluster.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function settled(
  { say }: BenchContext,
  name: string,
  window: MeasuredWindow,
  cluster: BusyCluster
): Promise<Found> {
  await delay(settleMs)
  const all = await sampled(window, cluster)
  const { frames, main, ages, memory, rate } = all
  const at = (values: readonly number[], share: number) =>
    values.length === 0 ? '-' : percentile(values, share).toFixed(1)
  say(
    `${name}, ${rate.toFixed(0)} changes a second: ${frames.length} frames, p50 ${at(frames, 0.5)}, p95 ${at(frames, 0.95)}, p99 ${at(frames, 0.99)} ms; main ${main.toFixed(1)} % of a core; age p50 ${at(ages, 0.5)}, p99 ${at(ages, 0.99)} ms; ${memory.toFixed(0)} MB`
  )
  return all
}

async function sampled({ electron, page }: MeasuredWindow, { marks, sent }: BusyCluster): Promise<Found> {
  const { pid } = electron.process()
  if (pid === undefined) throw new Error('the window has no process any more')
  const [usedBefore, sentBefore, startedAtMs] = [processorSeconds(pid), sent(), Date.now()]
  const { frames, shown } = await watchPage(page)
  const seconds = (Date.now() - startedAtMs) / 1_000
  const main = ((processorSeconds(pid) - usedBefore) * 100) / seconds
  const ages = marks.length === 0 ? [] : agesOf(shown, marks, startedAtMs + 2_000, startedAtMs + measuredMs)
  return { frames, main, ages, memory: await treePrivate(pid), rate: (sent() - sentBefore) / seconds }
}

/** What the marker's row said, from when on by the wall clock. */
type Shown = readonly (readonly [atMs: number, ready: number])[]

/**
 * A frame is done when a message is heard that was posted in it: its style, layout and paint come before. It began with its
 * tick, however late its callbacks ran.
 */
function watchPage(page: Page): Promise<{ readonly frames: readonly number[]; readonly shown: Shown }> {
  return page.evaluate(
    ([name, ms]) =>
      new Promise((resolve) => {
        const frames: number[] = []
        const shown: [number, number][] = []
        const ticks: number[] = []
        const { port1, port2 } = new MessageChannel()
        const endsAt = performance.now() + ms
        port1.addEventListener('message', () => {
          frames.push(performance.now() - (ticks.shift() ?? 0))
        })
        port1.start()
        const look = (): void => {
          const row = document.querySelector(`[data-testid="service-row"][data-name="${name}"]`)
          const ready = Number(/(\d+) of \d+/.exec(row?.children[3]?.textContent ?? '')?.[1] ?? -1)
          if (ready !== shown.at(-1)?.[1]) shown.push([Date.now(), ready])
        }
        const seen = new MutationObserver(look)
        const table = document.querySelector('[data-testid="services"]')
        if (table !== null) seen.observe(table, { subtree: true, childList: true, characterData: true })
        const tick = (at: number): void => {
          if (performance.now() > endsAt) {
            seen.disconnect()
            return resolve({ frames, shown })
          }
          ticks.push(at)
          port2.postMessage(null)
          requestAnimationFrame(tick)
        }
        requestAnimationFrame(tick)
      }),
    [marker, measuredMs] as const
  )
}

/** How long ago what was shown had been true last, asked at even times: 0 while it is true. */
function agesOf(shown: Shown, marks: BusyCluster['marks'], fromMs: number, toMs: number): readonly number[] {
  const ages: number[] = []
  for (let atMs = fromMs; atMs < toMs; atMs += askEveryMs) {
    const ready = shown.findLast(([since]) => since <= atMs)?.[1]
    const index = marks.findLastIndex(([since, set]) => since <= atMs && set === ready)
    const over = marks[index + 1]?.[0]
    if (index >= 0) ages.push(over === undefined || over > atMs ? 0 : atMs - over)
  }
  return ages
}

async function frame(context: BenchContext): Promise<Finding> {
  const { quiet, busy } = await found(context)
  return { value: percentile(busy.frames, 0.95), baseline: percentile(quiet.frames, 0.95) }
}

async function main(context: BenchContext): Promise<Finding> {
  const { quiet, busy } = await found(context)
  // A window in which nothing goes on may use less than can be measured.
  return { value: busy.main, baseline: Math.max(0.1, quiet.main) }
}

async function staleness(context: BenchContext): Promise<Finding> {
  const { busy } = await found(context)
  return { value: percentile(busy.ages, 0.99), baseline: percentile(busy.ages, 0.5) }
}

async function memory(context: BenchContext): Promise<Finding> {
  if (process.platform !== 'linux') return { unavailable: 'sizes of processes are read from /proc, on Linux only' }
  const { quiet, busy } = await found(context)
  return { value: busy.memory, baseline: quiet.memory }
}

export const measures: readonly Measure[] = [
  { name: 'frame-5000-pods', unit: 'ms', goal: { atMost: 16 }, run: frame },
  { name: 'main-5000-pods', unit: '% of a core', goal: { atMost: 40 }, run: main },
  { name: 'staleness-5000-pods', unit: 'ms', goal: { atMost: 250 }, run: staleness },
  { name: 'memory-5000-pods', unit: 'MB', goal: 1.5, run: memory }
]
