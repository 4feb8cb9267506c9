import { failed, failureOf, type RequestName, type Result } from '../../../contract/index.ts'

/**
 * What only reads, and takes main as long as the record is long: asked for as often as any request may be, it would leave no
 * time for what is on its way. What stops, cancels or sends is never among them.
 */
const readings: ReadonlySet<RequestName> = new Set([
  'command.judge',
  'commands.quick',
  'evidence.list',
  'evidence.read',
  'incidents.read',
  'incidents.report',
  'plan.step',
  'prevention.read',
  'prevention.recorded',
  'record.command',
  'record.find',
  'record.open',
  'report.read'
])
/** How long main may be kept busy at once, and how much of the time in the long run, milliseconds and a share. */
const most = { atOnceMs: 3_000, share: 0.3 } as const

/** Counts how long what a window asks keeps main from everything else. */
export interface BusyTime {
  /** Why it is not read now; null when it may be. */
  refusal(name: RequestName): Result<never> | null
  /** Begins a request, and counts until the first thing that it waits for. */
  during<T>(begin: () => T): T
}

/** @param nowMs monotonic milliseconds */
export function createBusyTime(nowMs: () => number): BusyTime {
  let leftMs: number = most.atOnceMs
  let atMs = nowMs()

  function fill(): void {
    const now = nowMs()
    leftMs = Math.min(most.atOnceMs, leftMs + (now - atMs) * most.share)
    atMs = now
  }

  return {
    refusal(name) {
      fill()
      if (leftMs > 0 || !readings.has(name)) return null
      const remedy = `Wait ${Math.ceil((1 - leftMs) / most.share / 1_000)} s.`
      return failed(failureOf('rateLimited', 'What was asked for kept Backout busy.', { remedy, retryable: true }))
    },
    during(begin) {
      fill()
      try {
        return begin()
      } finally {
        // Time that it took itself gives nothing back.
        const now = nowMs()
        leftMs -= now - atMs
        atMs = now
      }
    }
  }
}
