import { headHeight, page, round, segment, text, ticksOf } from './drawing.mjs'

const width = 760
const [left, right] = [330, 730]
const rowHeight = 26

/**
 * How long users went on seeing errors after each way began: the procedure's, ours, and Flagger by itself.
 *
 * @param {{ title: string, subtitle: string, rows: readonly { label: string, seconds: number | null, watchedSeconds: number, look: 'bad' | 'share' | 'good' }[] }} what
 */
export function comparisonChart({ title, subtitle, rows }) {
  const top = headHeight({ width, title, subtitle }) + 20
  const bottom = top + rows.length * rowHeight
  const highest = Math.max(...rows.map(({ seconds }) => seconds ?? 0))
  const x = (/** @type {number} */ seconds) => left + (seconds / highest) * (right - left - 60)
  const body = [
    ...ticksOf(0, highest, 5).flatMap((tick) => [
      segment({ from: [x(tick), top - 6], to: [x(tick), bottom], look: tick === 0 ? 'axis' : 'grid' }),
      text({ x: x(tick), y: bottom + 16, content: `${tick} s`, look: 'soft', anchor: 'middle' })
    ]),
    ...rows.flatMap(({ label, seconds, watchedSeconds, look }, index) => {
      const y = top + index * rowHeight
      const end = seconds === null ? right : x(seconds)
      const said =
        seconds === null ? `not in ${watchedSeconds} s` : seconds <= 2 ? 'within 2 s' : `${Math.round(seconds)} s`
      return [
        text({ x: left - 10, y: y + 15, content: label, anchor: 'end' }),
        `<rect class="${look}-fill" x="${left}" y="${y + 4}" width="${round(Math.max(3, end - left))}" height="14"${seconds === null ? ' opacity="0.3"' : ''}/>`,
        text({
          x: seconds === null ? left + 8 : end + 8,
          y: y + 15,
          content: said,
          look: seconds === null ? 'ink' : 'soft'
        })
      ]
    })
  ]
  return page({ width, height: bottom + 30, title, subtitle, body })
}
