import type { ChartLine } from '../../contract/index.ts'
import { besideLimit, inUnit, type MeasureUnit } from '../../contract/words/format-measure.ts'
import { utc, utcDated } from '../../contract/words/format-time.ts'

export interface PicturedChart {
  readonly title: string
  readonly unit: MeasureUnit
  readonly lines: readonly ChartLine[]
  /** In the unit of the chart; null for none. */
  readonly limit: number | null
}

export interface PictureOf {
  /** What it shows, in a line: service, environment, source. */
  readonly title: string
  /** Unix seconds, ascending. */
  readonly times: readonly number[]
  readonly charts: readonly PicturedChart[]
  /** A moment that is drawn through all charts, and what it is. */
  readonly marks: readonly { readonly at: string; readonly text: string }[]
}

const width = 960
/** Of the drawing within it: room for the scale on its left. */
const left = 84
const right = width - 16
const chartHeight = 118
const gap = 44
const top = 56

/**
 * The golden signals as a picture that stands alone: SVG without scripts, styles or links from elsewhere, in colours for paper.
 * Each chart has its newest value, its limit and its highest value in words beside it. Whatever a cluster wrote is escaped.
 */
export function chartsPicture({ title, times, charts, marks }: PictureOf): string {
  const height = top + charts.length * (chartHeight + gap) + 8
  const [from = 0, to = from + 1] = [times[0], times.at(-1)]
  const x = (at: number): number => left + ((at - from) / Math.max(1, to - from)) * (right - left)
  const range = times.length === 0 ? 'no samples' : `${utcDated(iso(from))} to ${utc(iso(to))}`
  const body = charts.map((chart, index) => drawn(chart, times, x, top + index * (chartHeight + gap)))
  const through = marks.flatMap(({ at, text }) => {
    const second = Date.parse(at) / 1_000
    if (!(second >= from && second <= to)) return []
    const place = x(second).toFixed(1)
    return [
      `<line x1="${place}" y1="${top - 4}" x2="${place}" y2="${height - 12}" stroke="#8a5a00" stroke-dasharray="2 3"/>`,
      `<text x="${place}" y="${top - 8}" fill="#8a5a00" text-anchor="middle">${escaped(`${text} ${utc(at)}`)}</text>`
    ]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="16" y="22" font-size="15" font-weight="bold" fill="#14181f">${escaped(title)}</text>`,
    `<text x="${right}" y="22" text-anchor="end" fill="#4a5462">${escaped(range)}</text>`,
    ...body.flat(),
    ...through,
    '</svg>',
    ''
  ].join('\n')
}

function drawn(
  { title, unit, lines, limit }: PicturedChart,
  times: readonly number[],
  x: (at: number) => number,
  y: number
): readonly string[] {
  const known = lines.flatMap(({ values }) => values.filter((value) => value !== null))
  const most = Math.max(...known, limit ?? 0, Number.MIN_VALUE)
  const least = Math.min(...known, limit ?? Infinity)
  // A share that is near all of it would show no dip from nothing.
  const low = unit === 'ratio' && least > 0.5 ? Math.max(0, least - (most - least || 0.01) * 0.2) : 0
  const bottom = y + 18 + chartHeight
  const place = (value: number): number => bottom - ((value - low) / (most * 1.05 - low || 1)) * chartHeight
  const main = lines[Math.floor(lines.length / 2)]?.values ?? []
  const last = main.findLast((value) => value !== null) ?? null
  const words = last === null ? 'no samples' : limit === null ? inUnit(last, unit) : besideWords(last, limit, unit)
  return [
    `<text x="16" y="${y + 10}" font-weight="bold" fill="#14181f">${escaped(title)}</text>`,
    `<text x="${right}" y="${y + 10}" text-anchor="end" fill="#4a5462">${escaped(words)}</text>`,
    `<rect x="${left}" y="${y + 18}" width="${right - left}" height="${chartHeight}" fill="#f4f6f8"/>`,
    ...(known.length === 0 ? [] : scale(low, most, unit, place)),
    ...(limit === null || known.length === 0 ? [] : [limitLine(place(limit))]),
    ...lines.map(
      ({ values }, index) =>
        `<path d="${pathOf(values, times, x, place)}" fill="none" stroke="${index === Math.floor(lines.length / 2) ? '#0b5cad' : '#8fa3b8'}" stroke-width="1.5"/>`
    )
  ]
}

function besideWords(last: number, limit: number, unit: MeasureUnit): string {
  const words = besideLimit(last, limit, unit)
  return `${words.value}, limit ${words.limit}`
}

function scale(low: number, most: number, unit: MeasureUnit, place: (value: number) => number): readonly string[] {
  return [low, most].map(
    (value) =>
      `<text x="${left - 6}" y="${(place(value) + 4).toFixed(1)}" text-anchor="end" fill="#4a5462">${escaped(inUnit(value, unit))}</text>`
  )
}

function limitLine(at: number): string {
  return `<line x1="${left}" y1="${at.toFixed(1)}" x2="${right}" y2="${at.toFixed(1)}" stroke="#b3261e" stroke-dasharray="6 4"/>`
}

/** A gap in the samples is a gap in the line. */
function pathOf(
  values: readonly (number | null)[],
  times: readonly number[],
  x: (at: number) => number,
  place: (value: number) => number
): string {
  let isDown = false
  const parts = values.map((value, index) => {
    const at = times[index]
    if (value === null || at === undefined) {
      isDown = false
      return ''
    }
    const move = isDown ? 'L' : 'M'
    isDown = true
    return `${move}${x(at).toFixed(1)} ${place(value).toFixed(1)}`
  })
  return parts.filter((part) => part !== '').join('')
}

function iso(second: number): string {
  return new Date(second * 1_000).toISOString()
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
