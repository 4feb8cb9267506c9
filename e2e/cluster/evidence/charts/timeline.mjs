import { canaryShare, targetOf, usersSee, versionOf } from '../samples.mjs'
import { headHeight, page, polyline, round, segment, text, ticksOf } from './drawing.mjs'

/**
 * @typedef {import('../samples.mjs').Sample} Sample
 * @typedef {(value: number) => number} Scale from seconds or a share to a place in the picture
 */

const width = 760
const [left, right] = [64, 744]
const panelHeight = { errors: 132, share: 64 }
const gap = 18
/** What came before is shown for so many seconds. */
const before = 20

/**
 * A timeline as a picture: what users saw, the share of the traffic that the routes give the canary, Flagger's phase,
 * and the commands. Seconds are counted from the moment that matters.
 *
 * @param {import('../play.mjs').Result} result
 */
export function timelineChart({ title, look, samples, marks, zero, secondsToZeroErrors }) {
  const shown = samples.filter(({ seconds }) => seconds >= zero - before)
  const end = (shown.at(-1)?.seconds ?? zero) - zero
  const begin = Math.min(...shown.map(({ seconds }) => seconds)) - zero
  const x = (/** @type {number} */ seconds) => left + ((seconds - zero - begin) / (end - begin)) * (right - left)
  const hasErrors = shown.some((sample) => usersSee(sample))
  const subtitle = `${look} ${hasErrors ? endOfErrors(secondsToZeroErrors, end) : 'Users saw no error.'}`
  const legendTop = headHeight({ width, title, subtitle }) + 10
  const top = legendTop + 50
  const shares = valuesOf(shown, canaryShare)

  const errorsBottom = top + panelHeight.errors
  const shareTop = errorsBottom + gap
  const axisAt = shares.length > 0 ? shareTop + panelHeight.share : errorsBottom
  const phaseTop = axisAt + 40
  const hasPhases = shown.some(({ phase }) => phase !== null)
  const height = phaseTop + (hasPhases ? 30 : 0) + 18

  const seen = valuesOf(shown, ({ errorRatio }) => errorRatio)
  const highest = niceShare(Math.max(...seen.map(({ value }) => value)))
  const body = [
    ...legend(legendTop, shares.length > 0),
    ...sharePanel({ top, bottom: errorsBottom, highest }),
    ...(shares.length > 0 ? sharePanel({ top: shareTop, bottom: axisAt, highest: 1 }) : []),
    ...ticksOf(begin, end, 8).map((tick) =>
      text({ x: x(tick + zero), y: axisAt + 16, content: `${tick}`.replace('-', '−'), look: 'soft', anchor: 'middle' })
    ),
    text({ x: right, y: axisAt + 31, content: 'seconds', look: 'soft', anchor: 'end' }),
    text({ x: left, y: axisAt + 31, content: `0 is ${utcAt(samples, zero)} UTC`, look: 'soft' }),
    ...flags({ marks, zero, x, top, bottom: axisAt }),
    area(seen, x, (ratio) => yOf(ratio, top, errorsBottom, highest), errorsBottom),
    polyline(
      steps(seen, x, (ratio) => yOf(ratio, top, errorsBottom, highest)),
      'bad'
    ),
    ...(shares.length > 0
      ? [
          polyline(
            steps(shares, x, (share) => yOf(share, shareTop, axisAt, 1)),
            'share dashed'
          )
        ]
      : []),
    ...(secondsToZeroErrors === null || !hasErrors
      ? []
      : quietMark({ at: x(zero + secondsToZeroErrors), top, bottom: errorsBottom })),
    ...(hasPhases ? phases({ shown, x, top: phaseTop }) : [])
  ]
  return page({ width, height, title, subtitle, body })
}

/**
 * @param {number | null} seconds
 * @param {number} end
 */
function endOfErrors(seconds, end) {
  if (seconds === null) return `Errors did not end while it was watched (${Math.round(end)} s).`
  return seconds <= 2 ? 'Zero errors within 2 s.' : `Zero errors after ${Math.round(seconds)} s.`
}

/**
 * @param {number} y
 * @param {boolean} withShare
 */
function legend(y, withShare) {
  return [
    segment({ from: [left, y], to: [left + 26, y], look: 'line bad' }),
    text({ x: left + 34, y: y + 4, content: 'requests of users that fail' }),
    ...(withShare
      ? [
          segment({ from: [left + 216, y], to: [left + 242, y], look: 'line share dashed' }),
          text({ x: left + 250, y: y + 4, content: 'traffic that the routes give the canary' })
        ]
      : [])
  ]
}

/**
 * @param {{ top: number, bottom: number, highest: number }} panel
 */
function sharePanel({ top, bottom, highest }) {
  return [0, highest / 2, highest].flatMap((share) => {
    const y = yOf(share, top, bottom, highest)
    return [
      segment({ from: [left, y], to: [right, y], look: share === 0 ? 'axis' : 'grid' }),
      text({ x: left - 8, y: y + 4, content: `${round(share * 100)} %`, look: 'soft', anchor: 'end' })
    ]
  })
}

/**
 * Commands as vertical lines; labels that would overlap share one, and take turns between two rows.
 *
 * @param {{ marks: readonly import('../world.mjs').Mark[], zero: number, x: Scale, top: number, bottom: number }} what
 */
function flags({ marks, zero, x, top, bottom }) {
  const shown = marks.filter(({ seconds }) => seconds >= zero - before)
  /** @type {{ at: number, labels: string[] }[]} */
  const groups = []
  for (const mark of shown) {
    const last = groups.at(-1)
    if (last && x(mark.seconds) - x(last.at) < 24) last.labels.push(mark.label)
    else groups.push({ at: mark.seconds, labels: [mark.label] })
  }
  return groups.flatMap(({ at, labels }, index) => {
    const content = labels.length > 2 ? `${labels[0]}, … ${labels.at(-1)}` : labels.join(', ')
    const isLate = x(at) + content.length * 6 > right
    const row = (index % 2) * 13
    return [
      segment({ from: [x(at), top - 24 + row], to: [x(at), bottom], look: 'mark', more: 'stroke-dasharray="2 3"' }),
      text({
        x: x(at) + (isLate ? -4 : 4),
        y: top - 16 + row,
        content,
        look: 'mark-fill',
        anchor: isLate ? 'end' : 'start',
        more: 'font-size="11"'
      })
    ]
  })
}

/**
 * @param {{ at: number, top: number, bottom: number }} where
 */
function quietMark({ at, top, bottom }) {
  return [
    segment({ from: [at, top], to: [at, bottom], look: 'good' }),
    text({ x: at + 5, y: bottom - 6, content: 'zero errors', look: 'good-fill', more: 'font-size="11"' })
  ]
}

/**
 * The Canary's phase and the target's version, as a band with words.
 *
 * @param {{ shown: readonly Sample[], x: Scale, top: number }} what
 */
function phases({ shown, x, top }) {
  /** @type {{ label: string, from: number, to: number }[]} */
  const runs = []
  for (const sample of shown) {
    const label = [sample.phase ?? 'no Canary', versionOf(targetOf(sample))].filter(Boolean).join(' · ')
    const last = runs.at(-1)
    if (last?.label === label) last.to = sample.seconds
    else runs.push({ label, from: sample.seconds, to: sample.seconds })
  }
  return [
    ...runs.flatMap(({ label, from }, index) => {
      const next = runs[index + 1]
      const [begin, end] = [x(from), next ? x(next.from) : right]
      const space = end - begin
      const content = [label, label.split(' · ')[0] ?? ''].find((words) => words.length * 5.8 + 8 < space)
      return [
        `<rect class="band" x="${round(begin)}" y="${top}" width="${round(Math.max(0, space - 2))}" height="20" rx="3"/>`,
        ...(content === undefined ? [] : [text({ x: begin + 5, y: top + 14, content, more: 'font-size="11"' })])
      ]
    }),
    text({
      x: left,
      y: top + 34,
      content: 'phase of the Canary · version of its target',
      look: 'soft',
      more: 'font-size="11"'
    })
  ]
}

/**
 * @param {readonly Value[]} seen
 * @param {Scale} x
 * @param {Scale} y
 * @param {number} bottom
 */
function area(seen, x, y, bottom) {
  const points = steps(seen, x, y)
  const [first, last] = [points[0], points.at(-1)]
  const all = first && last ? [[first[0], bottom], ...points, [last[0], bottom]] : []
  return `<polygon class="bad-fill" opacity="0.14" points="${all.map(([px = 0, py = 0]) => `${round(px)},${round(py)}`).join(' ')}"/>`
}

/**
 * @typedef {{ seconds: number, value: number }} Value
 *
 * @param {readonly Sample[]} samples
 * @param {(sample: Sample) => number | null} of null where a sample has none
 * @returns {readonly Value[]}
 */
function valuesOf(samples, of) {
  return samples.flatMap((sample) => {
    const value = of(sample)
    return value === null ? [] : [{ seconds: sample.seconds, value }]
  })
}

/**
 * A sample holds for the time since the one before.
 *
 * @param {readonly Value[]} values
 * @param {Scale} x
 * @param {Scale} y
 * @returns {import('./drawing.mjs').Point[]}
 */
function steps(values, x, y) {
  return values.flatMap(({ seconds, value }, index) => {
    const from = values[index - 1]?.seconds ?? seconds
    return [
      [x(from), y(value)],
      [x(seconds), y(value)]
    ]
  })
}

/**
 * @param {number} share
 * @param {number} top
 * @param {number} bottom
 * @param {number} highest
 */
function yOf(share, top, bottom, highest) {
  return bottom - (share / highest) * (bottom - top)
}

/** @param {number} highest */
function niceShare(highest) {
  return [0.05, 0.1, 0.2, 0.4, 1].find((candidate) => candidate >= highest) ?? 1
}

/**
 * @param {readonly Sample[]} samples
 * @param {number} zero
 */
function utcAt(samples, zero) {
  const nearest = samples.find(({ seconds }) => seconds >= zero)
  if (nearest === undefined) throw new Error('nothing was seen from the moment on that times are counted from')
  const at = new Date(Date.parse(nearest.sampledAt) - (nearest.seconds - zero) * 1_000)
  return at.toISOString().slice(0, 19).replace('T', ' ')
}
