import type { TimelineEntry, WhatChangedView } from '../../../contract/index.ts'
import type { ChartMark } from '../../ui/chart-marks.ts'

/** Lines of the timeline that are something we did, or that began the trouble, by what they are called there. */
const kinds: ReadonlyMap<string, ChartMark['kind']> = new Map([
  ['crossing', 'crossing'],
  ['sent', 'ours']
])

/**
 * What is drawn through the charts: the first crossing and our own actions as the timeline has them, and what others changed
 * and the cluster said, as far as that was read. Those that have to do with the service first come to their right; what does
 * not is left out. Oldest first.
 */
export function marksOf(timeline: readonly TimelineEntry[], changed: WhatChangedView | null): readonly ChartMark[] {
  const told = timeline.flatMap(({ kind, at, text }): readonly ChartMark[] => {
    const own = kinds.get(kind)
    return own === undefined ? [] : [{ at: Date.parse(at) / 1_000, kind: own, text }]
  })
  const others = (changed?.changes ?? []).flatMap(({ kind, at, object, by, what, bearing }): readonly ChartMark[] =>
    bearing === '' || by.includes('backout')
      ? []
      : [
          {
            at: Date.parse(at) / 1_000,
            kind: kind === 'event' ? 'event' : 'others',
            text: `${object}${by === '' ? '' : ` by ${by}`}: ${what}`
          }
        ]
  )
  return [...told, ...others].filter(({ at }) => Number.isFinite(at)).toSorted((a, b) => a.at - b.at)
}
