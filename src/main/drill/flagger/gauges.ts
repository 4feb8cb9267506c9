import type { Labels, ScrapeGrid, Series } from '../prometheus/series.ts'
import { scrapeAtOrAfter } from '../prometheus/series.ts'
import type { Canary, Phase } from './canary.ts'
import { primaryName, targetName } from './canary.ts'
import type { Act } from './tick.ts'

type Gauge = Extract<Act, { readonly does: 'gauge' }>

/** Flagger's own metrics as they were over time (fluxcd/flagger pkg/metrics/recorder.go). */
export interface Gauges {
  note(canary: Canary, gauge: Gauge, atMs: number): void
  /** What a scrape of it shows; `base` are the labels of its target. */
  series(base: Labels, grid: ScrapeGrid): readonly Series[]
}

/** recorder.go SetStatus: 0 under way, 1 well, 2 failed. */
function statusNumber(phase: Phase): number {
  if (phase === 'Failed') return 2
  return phase === 'Progressing' ? 0 : 1
}

interface Curve {
  readonly labels: Labels
  readonly points: { readonly atMs: number; readonly value: number }[]
}

export function createGauges(): Gauges {
  const curves = new Map<string, Curve>()

  const set = (labels: Labels, value: number, atMs: number): void => {
    const key = JSON.stringify(labels)
    const curve = curves.get(key) ?? { labels, points: [] }
    curves.set(key, curve)
    if (curve.points.at(-1)?.value !== value) curve.points.push({ atMs, value })
  }

  return {
    note(canary, gauge, atMs) {
      const { namespace = '' } = canary.metadata
      const [name, primary] = [targetName(canary), primaryName(canary)]
      if (gauge.name === 'weight') {
        set(
          { __name__: 'flagger_canary_weight', workload: primary, exported_namespace: namespace },
          gauge.primary,
          atMs
        )
        set({ __name__: 'flagger_canary_weight', workload: name, exported_namespace: namespace }, gauge.canary, atMs)
      } else if (gauge.name === 'status')
        set({ __name__: 'flagger_canary_status', name, exported_namespace: namespace }, statusNumber(gauge.phase), atMs)
      else
        set(
          { __name__: 'flagger_canary_metric_analysis', name, exported_namespace: namespace, metric: gauge.metric },
          gauge.value,
          atMs
        )
    },
    series: (base, grid) =>
      [...curves.values()].map(({ labels, points }) => ({
        labels: { ...base, ...labels },
        firstMs: scrapeAtOrAfter(grid, points[0]?.atMs ?? 0),
        lastMs: Infinity,
        valueAt: (atMs) => points.findLast((point) => point.atMs <= atMs)?.value ?? 0
      }))
  }
}
