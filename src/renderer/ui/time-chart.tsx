import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { ChartLine } from '../../contract/index.ts'
import { inUnit, type MeasureUnit } from '../../contract/words/format-measure.ts'
import { utcAt } from '../../contract/words/format-time.ts'
import { chartColours } from './chart-colours.ts'
import { drawMarks, type ChartMark } from './chart-marks.ts'
import css from './ui.module.css'

export interface TimeChartProps {
  /** Unix seconds, ascending. */
  readonly times: readonly number[]
  readonly lines: readonly ChartLine[]
  readonly unit: MeasureUnit
  /** In the unit of the chart; null for none. */
  readonly limit: number | null
  readonly marks: readonly ChartMark[]
  /** CSS pixels. */
  readonly height: number
  /** Where the scale begins: a share that is near all of it would show no dip from nothing. */
  readonly from: 'zero' | 'least'
  /** With scales, for a chart that has the room. */
  readonly withAxes: boolean
  /** Says in words what the picture shows. */
  readonly summary: string
  /** Index of the time under the cursor; null for none. */
  readonly cursor: number | null
  /** Hears where the pointer is, and null when it has left. */
  readonly onCursor: (index: number | null) => void
}

/** Lines over time with their limit and what happened, drawn by uPlot: a canvas in the colours of the theme. */
export function TimeChart(props: TimeChartProps) {
  const { times, lines, height, withAxes, summary, cursor, limit, marks } = props
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | null>(null)
  const latest = useRef(props)
  useLayoutEffect(() => {
    latest.current = props
  })
  const theme = useThemeChanges()

  useEffect(() => {
    const element = host.current
    if (element === null || !canDraw()) return
    const made = new uPlot(optionsOf(latest, element.clientWidth), dataOf(latest.current), element)
    chart.current = made
    // Of the pointer only: what else moves the cursor has been told already.
    made.over.addEventListener('pointermove', ({ offsetX }) => latest.current.onCursor(made.posToIdx(offsetX)))
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: latest.current.height })
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [theme, lines.length, withAxes, height])

  useEffect(() => {
    chart.current?.setData(dataOf(latest.current))
  }, [times, lines, limit, marks])

  useEffect(() => {
    const at = cursor === null ? undefined : times[cursor]
    const made = chart.current
    if (made === null) return
    const left = at === undefined ? -10 : made.valToPos(at, 'x')
    made.setCursor({ left, top: at === undefined ? -10 : 0 }, false)
  }, [cursor, times])

  return <div ref={host} className={css['chart']} role="img" aria-label={summary} data-points={times.length} />
}

/** Grows by one whenever the page takes another theme: what was drawn is of the one before. */
function useThemeChanges(): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    const observer = new MutationObserver(() => setCount((before) => before + 1))
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => observer.disconnect()
  }, [])
  return count
}

/** Without a canvas the words of the picture are all that there is. */
function canDraw(): boolean {
  return document.createElement('canvas').getContext('2d') !== null
}

/** A little beyond the values and the limit. From nothing where that is not said otherwise: a small change is no cliff. */
function rangeOf({ from, limit }: TimeChartProps, least: number | null, most: number | null): [number, number] {
  const [low, high] = [Math.min(least ?? 0, limit ?? Infinity), Math.max(most ?? 0, limit ?? 0, Number.MIN_VALUE)]
  return from === 'zero' ? [0, high * 1.1] : [Math.max(0, low - (high - low || high) * 0.2), high]
}

function dataOf({ times, lines }: TimeChartProps): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])]
}

function optionsOf(latest: { readonly current: TimeChartProps }, width: number): uPlot.Options {
  const { lines, unit, height, withAxes } = latest.current
  const colours = chartColours()
  const axis = { stroke: colours.axis, font: colours.font, ticks: { show: false }, show: withAxes } as const
  return {
    width,
    height,
    padding: withAxes ? [16, 12, 0, 0] : [3, 2, 3, 2],
    legend: { show: false },
    cursor: {
      x: true,
      y: false,
      drag: { x: false, y: false },
      points: { show: withAxes, size: 5 }
    },
    scales: {
      x: { time: true },
      y: { range: (_, least, most) => rangeOf(latest.current, least, most) }
    },
    axes: [
      {
        ...axis,
        grid: { stroke: colours.grid, width: 1 },
        size: 20,
        values: (_, at) => at.map((second) => utcAt(second).slice(0, 5))
      },
      {
        ...axis,
        grid: { show: false },
        size: 62,
        space: 24,
        values: (_, at) => at.map((value) => inUnit(value, unit))
      }
    ],
    series: [
      {},
      ...lines.map((_, index): uPlot.Series => {
        // Of several the middle one is what is judged.
        const isMain = index === Math.floor(lines.length / 2)
        const dash = isMain ? [] : index === 0 ? [1, 3] : [5, 3]
        const stroke = isMain ? colours.line : colours.beside
        return { stroke, dash, width: isMain ? 1.6 : 1, points: { show: false }, spanGaps: false }
      })
    ],
    hooks: {
      draw: [
        (made) => {
          const { limit, marks } = latest.current
          drawMarks(made, { limit, marks, colours, withGlyphs: withAxes })
        }
      ]
    }
  }
}
