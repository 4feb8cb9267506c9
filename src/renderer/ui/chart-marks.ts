import type uPlot from 'uplot'
import type { ChartColours } from './chart-colours.ts'

/** Something that happened, drawn through every chart. */
export interface ChartMark {
  /** Unix seconds. */
  readonly at: number
  readonly kind: 'crossing' | 'ours' | 'others' | 'event'
  readonly text: string
}

/** Each kind has a form as well as a colour. */
export const markGlyphs: Readonly<Record<ChartMark['kind'], string>> = {
  crossing: '✕',
  ours: '▲',
  others: '●',
  event: '◆'
}

/** Draws the limit, dashed, and the marks under their glyphs. Both stay within the plot. */
export function drawMarks(
  chart: uPlot,
  {
    limit,
    marks,
    colours,
    withGlyphs
  }: {
    readonly limit: number | null
    readonly marks: readonly ChartMark[]
    readonly colours: ChartColours
    readonly withGlyphs: boolean
  }
): void {
  const { ctx, bbox, scales } = chart
  const { min = 0, max = 0 } = scales['x'] ?? {}
  const pixel = window.devicePixelRatio
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top - (withGlyphs ? 14 * pixel : 0), bbox.width, bbox.height + 14 * pixel)
  ctx.clip()
  ctx.lineWidth = pixel
  if (limit !== null) {
    const y = Math.round(chart.valToPos(limit, 'y', true)) + 0.5
    ctx.setLineDash([3 * pixel, 3 * pixel])
    ctx.strokeStyle = colours.limit
    line(ctx, bbox.left, y, bbox.left + bbox.width, y)
  }
  let right = -Infinity
  for (const { at, kind } of marks) {
    if (at < (min ?? 0) || at > (max ?? 0)) continue
    const x = Math.round(chart.valToPos(at, 'x', true)) + 0.5
    ctx.setLineDash(kind === 'crossing' ? [] : [pixel, 3 * pixel])
    ctx.strokeStyle = colours[kind]
    ctx.fillStyle = colours[kind]
    line(ctx, x, bbox.top, x, bbox.top + bbox.height)
    if (!withGlyphs) continue
    ctx.font = `${10 * pixel}px sans-serif`
    ctx.textAlign = 'center'
    ctx.textBaseline = 'bottom'
    // Beside the one before, where they would cover each other.
    right = Math.max(x, right + 11 * pixel)
    ctx.fillText(markGlyphs[kind], right, bbox.top - pixel)
  }
  ctx.restore()
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
}
