import { useSyncExternalStore } from 'react'
import type { ClockView, Measure } from '../../contract/index.ts'
import { inDoubtSince, isStale, staleLimitMs } from '../../contract/observed.ts'
import { feedStore } from './feeds.ts'

/** Now by the console's clock: simulated time in a drill, wall time otherwise. `wallMs` is `Date.now()`. */
export function consoleTimeMs(clock: ClockView | undefined, wallMs: number): number {
  if (clock === undefined) return wallMs
  return Date.parse(clock.simulatedAt) + (wallMs - Date.parse(clock.realAt)) * clock.speed
}

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let tick = Date.now()

const tickMs = 500

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    tick = Date.now()
    for (const each of listeners) each()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Wall time in milliseconds, renewed twice a second. For countdowns that main runs by the wall clock. */
export function useWallMs(): number {
  return useSyncExternalStore(subscribe, () => tick)
}

/** The console's time in milliseconds, renewed twice a second. For ages, windows and deadlines. */
export function useNowMs(): number {
  const wall = useWallMs()
  return consoleTimeMs(feedStore.getState().values.shell?.clock, wall)
}

/** How old a reading may be by the console's clock before it is not counted, milliseconds. */
export function useStaleLimitMs(kind: Parameters<typeof staleLimitMs>[0]): number {
  return staleLimitMs(kind, feedStore.getState().values.shell?.clock.speed ?? 1)
}

/** Since when the connection to the API server is in doubt, ISO; null while it answers as usual. */
export function useInDoubtSince(): string | null {
  useWallMs()
  return readInDoubtSince()
}

/** The same right now, for a key handler. */
export function readInDoubtSince(): string | null {
  const { shell } = feedStore.getState().values
  const link = shell?.links.find(({ id }) => id === 'apiServer')
  return inDoubtSince(link, consoleTimeMs(shell?.clock, Date.now()), shell?.clock.speed ?? 1)
}

/**
 * Whether a number of a metric is too old to be counted, by the rule that main judges by, or the API server, through which
 * Prometheus is asked, has not answered since.
 */
export function useIsStale(measure: Measure): boolean {
  const now = useNowMs()
  const limitMs = useStaleLimitMs('metrics')
  const isInDoubt = useInDoubtSince() !== null
  return measure.state === 'known' && (isInDoubt || isStale(measure.observedAt, new Date(now), limitMs))
}
