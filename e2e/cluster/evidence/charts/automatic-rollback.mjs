import { automaticOf } from '../automatic.mjs'
import { headHeight, page, segment, text, ticksOf } from './drawing.mjs'

const width = 760
const [left, right] = [64, 520]
const plotHeight = 260
const firstLook = { stroke: 'mark', fill: 'mark-fill', dashed: '' }
const looks = [
  firstLook,
  { stroke: 'share', fill: 'share-fill', dashed: '6 4' },
  { stroke: 'good', fill: 'good-fill', dashed: '2 4' }
]

/**
 * The formula of the automatic rollback as lines, and what was measured as dots.
 *
 * @param {readonly import('../play.mjs').Result[]} results
 */
export function automaticRollbackChart(results) {
  const rows = results.map(automaticOf)
  const shown = rows.filter(({ intervalSeconds }) => intervalSeconds <= 20)
  const claim = rows.find(({ intervalSeconds }) => intervalSeconds > 20)
  const title = 'How long users keep a failing release: (threshold + 1) × interval'
  const subtitle = `Seconds from the first user on the release to Flagger’s automatic rollback. Lines: the formula, with an interval of at least 10 s. Dots: measured.${
    claim
      ? ` With the procedure’s 5 checks at the default interval of 60 s it took ${claim.measured.fromFirstUserSeconds} s, not “1–2 minutes”.`
      : ''
  }`
  const top = headHeight({ width, title, subtitle }) + 24
  const bottom = top + plotHeight
  const highest =
    Math.max(
      ...shown.map(({ measured, expected }) => Math.max(measured.fromFirstUserSeconds, expected.fromFirstUserSeconds))
    ) * 1.08
  const x = (/** @type {number} */ threshold) => left + ((threshold - 0.5) / 5) * (right - left)
  const y = (/** @type {number} */ seconds) => bottom - (seconds / highest) * plotHeight
  const intervals = [...new Set(shown.map(({ intervalSeconds }) => intervalSeconds))].toSorted((a, b) => a - b)
  const body = [
    ...ticksOf(0, highest, 8).flatMap((tick) => [
      segment({ from: [left, y(tick)], to: [right, y(tick)], look: tick === 0 ? 'axis' : 'grid' }),
      text({ x: left - 8, y: y(tick) + 4, content: `${tick} s`, look: 'soft', anchor: 'end' })
    ]),
    ...[1, 2, 3, 4, 5].map((threshold) =>
      text({ x: x(threshold), y: bottom + 18, content: `${threshold}`, look: 'soft', anchor: 'middle' })
    ),
    text({
      x: (left + right) / 2,
      y: bottom + 38,
      content: 'threshold: failed checks',
      look: 'soft',
      anchor: 'middle'
    }),
    ...intervals.flatMap((interval, index) => {
      const { stroke, fill, dashed } = looks[index % looks.length] ?? firstLook
      const tick = Math.max(interval, 10)
      const own = shown.filter(({ intervalSeconds }) => intervalSeconds === interval)
      const label = `interval ${interval} s${interval < 10 ? ', kept as 10 s' : ''}`
      // Two intervals that Flagger treats alike lie on one line: their dots stand side by side.
      const aside = (index - (intervals.length - 1) / 2) * 9
      return [
        segment({
          from: [x(1) + aside, y(2 * tick)],
          to: [x(5) + aside, y(6 * tick)],
          look: stroke,
          more: `stroke-width="1.5" stroke-dasharray="${dashed}"`
        }),
        ...own.map(
          ({ threshold, measured }) =>
            `<circle class="${fill}" cx="${x(threshold) + aside}" cy="${y(measured.fromFirstUserSeconds).toFixed(1)}" r="4.5"/>`
        ),
        segment({
          from: [right + 16, top + 10 + index * 22],
          to: [right + 44, top + 10 + index * 22],
          look: stroke,
          more: `stroke-width="1.5" stroke-dasharray="${dashed}"`
        }),
        `<circle class="${fill}" cx="${right + 30}" cy="${top + 10 + index * 22}" r="4.5"/>`,
        text({ x: right + 52, y: top + 14 + index * 22, content: label })
      ]
    })
  ]
  return page({ width, height: bottom + 52, title, subtitle, body })
}
