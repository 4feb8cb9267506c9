import type { Meter } from './meters/meter.ts'
import { sampleCounts } from './queries.ts'
import type { VectorSample } from './read-answer.ts'

/** What rates look back over. */
export interface RateWindow {
  readonly seconds: number
  /** Between two samples of a series. */
  readonly scrapeSeconds: number
  /** Whether that was found in the series; the usual interval until then. */
  readonly isLearned: boolean
}

const usual: RateWindow = { seconds: 60, scrapeSeconds: 15, isLearned: false }

/** A rate needs two samples, and both of its ends fall between scrapes, one of which may be missed. */
const scrapesInWindow = 4
const leastSeconds = 60
/** A window that reaches back further does not tell a release from the time before it. */
const mostSeconds = 600

/** Intervals that people configure; a measured one that is near is meant to be it. */
const intervals: readonly number[] = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300]
const tolerance = 0.12

/** Spans to count samples in, the most exact first. */
const spans = [600, 120] as const
/** How long what was found in a span is good for, and finding nothing, real milliseconds. */
const againMs: Readonly<Record<number, number>> = { 600: 600_000, 120: 60_000 }
const nothingAgainMs = 15_000

/** The rate window for series that are sampled every so many seconds. */
export function windowFor(scrapeSeconds: number): RateWindow {
  const seconds = Math.max(leastSeconds, Math.ceil(scrapesInWindow * scrapeSeconds))
  return { seconds: Math.min(mostSeconds, seconds), scrapeSeconds, isLearned: true }
}

/** Whether samples are too far apart for a window that means anything. */
export function isTooRare({ scrapeSeconds }: RateWindow): boolean {
  return scrapesInWindow * scrapeSeconds > mostSeconds
}

/**
 * Learns from the series of a namespace how often they are sampled, and remembers it for a while. Whatever scrapes least
 * often decides. Until a series is two minutes old nothing is known, and the usual window is taken.
 */
export function createRateWindows(
  meter: Meter,
  query: (promql: string, abort?: AbortSignal) => Promise<readonly VectorSample[]>
): (namespace: string, abort?: AbortSignal) => Promise<RateWindow> {
  const known = new Map<string, { readonly window: Promise<RateWindow>; untilMs: number }>()

  async function learn(namespace: string, abort: AbortSignal | undefined) {
    for (const span of spans) {
      const counts = (await query(sampleCounts(meter, namespace, span), abort)).flatMap(({ value }) => value ?? [])
      const fewest = Math.min(...counts)
      if (fewest >= 1 && Number.isFinite(fewest))
        return { window: windowFor(intended(span / fewest)), forMs: againMs[span] ?? nothingAgainMs }
    }
    return { window: usual, forMs: nothingAgainMs }
  }

  return async (namespace, abort) => {
    const before = known.get(namespace)
    if (before && performance.now() < before.untilMs) return before.window
    // The queries for values say what is wrong with this Prometheus, if something is.
    const learning = learn(namespace, abort).catch(() => ({ window: usual, forMs: 0 }))
    const entry = { window: learning.then(({ window }) => window), untilMs: Infinity }
    known.set(namespace, entry)
    const { window, forMs } = await learning
    entry.untilMs = performance.now() + forMs
    return window
  }
}

function intended(seconds: number): number {
  return intervals.find((interval) => Math.abs(seconds - interval) <= tolerance * interval) ?? Math.ceil(seconds)
}
