import { headHeight, page, polyline, segment, text, ticksOf } from '../cluster/evidence/charts/drawing.mjs'

const width = 760
const [left, right] = [64, 744]
const height = 150
/** What came long after is cut off, seconds. */
const mostSeconds = 110

/**
 * Who answered users, second by second: the share of their requests that the bad version got, and of those that failed.
 *
 * @param {import('./stories.mjs').Story} story
 * @param {readonly import('./evidence.mjs').Row[]} rows
 */
export function answersChart({ title, look, since = 'the approval' }, rows) {
  const shown = rows.filter(([second]) => second >= -10 && second <= mostSeconds)
  const [begin, end] = [shown[0]?.[0] ?? 0, (shown.at(-1)?.[0] ?? 0) + 1]
  const head = { width, title, subtitle: look }
  const top = headHeight(head) + 40
  const bottom = top + height
  const x = (/** @type {number} */ second) => left + ((second - begin) / (end - begin)) * (right - left)
  const y = (/** @type {number} */ share) => bottom - height * share
  const steps = (/** @type {(row: import('./evidence.mjs').Row) => number} */ part) =>
    shown.flatMap((row) => {
      const share = part(row) / Math.max(1, row[1] + row[2] + row[3] + row[4])
      return /** @type {[number, number][]} */ ([
        [x(row[0]), y(share)],
        [x(row[0] + 1), y(share)]
      ])
    })
  const body = [
    segment({ from: [left, top - 16], to: [left + 26, top - 16], look: 'line share dashed' }),
    text({ x: left + 34, y: top - 12, content: 'answered by the bad version' }),
    segment({ from: [left + 260, top - 16], to: [left + 286, top - 16], look: 'line bad' }),
    text({ x: left + 294, y: top - 12, content: 'failed' }),
    ...[0, 0.5, 1].flatMap((share) => [
      segment({ from: [left, y(share)], to: [right, y(share)], look: share === 0 ? 'axis' : 'grid' }),
      text({ x: left - 8, y: y(share) + 4, content: `${share * 100} %`, look: 'soft', anchor: 'end' })
    ]),
    segment({ from: [x(0), top], to: [x(0), bottom], look: 'mark', more: 'stroke-dasharray="2 3"' }),
    ...ticksOf(begin, end, 8).map((tick) =>
      text({ x: x(tick), y: bottom + 16, content: `${tick}`.replace('-', '−'), look: 'soft', anchor: 'middle' })
    ),
    text({ x: right, y: bottom + 32, content: `seconds since ${since}`, look: 'soft', anchor: 'end' }),
    polyline(
      steps((row) => row[2] + row[3]),
      'share dashed'
    ),
    polyline(
      steps((row) => row[3] + row[4]),
      'bad'
    )
  ]
  return page({ ...head, height: bottom + 44, body })
}
