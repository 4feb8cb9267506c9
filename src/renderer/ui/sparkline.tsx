import type { SeriesPoint } from '../../contract/index.ts'
import { sparkPath } from './spark-path.ts'
import css from './ui.module.css'

interface Props {
  readonly series: readonly SeriesPoint[]
  /** In the unit of the series; drawn dashed. */
  readonly limit: number | null
  /** When the release began; drawn as a thin line. */
  readonly markAt: string | null
  /** Says in words what the picture shows. */
  readonly summary: string
}

/** A small line of a series with its limit and the release. */
export function Sparkline({ series, limit, markAt, summary }: Props) {
  const path = sparkPath(series, limit, markAt)
  if (path === null) return null
  return (
    <svg className={css['spark']} viewBox="0 0 316 44" preserveAspectRatio="none" role="img" aria-label={summary}>
      {path.limitY !== null && <line className={css['limit']} x1="0" x2="316" y1={path.limitY} y2={path.limitY} />}
      {path.markX !== null && <line className={css['mark']} x1={path.markX} x2={path.markX} y1="0" y2="44" />}
      <path className={css['line']} d={path.d} />
    </svg>
  )
}
