import { canaryShare, targetOf, versionOf } from '../samples.mjs'
import { headHeight, page, polyline, round, segment, text, ticksOf } from './drawing.mjs'

const width = 760
const [left, right] = [64, 744]
const panelHeight = { errors: 132, share: 64 }
const gap = 18
/** What came before is shown for so many seconds. */
const before = 20

/**
 * A timeline as a picture: what users saw, the share of the traffic that the routes give the canary, Flagger's phase,
 * and the commands. Seconds are counted from the moment that matters.
 */
export function timelineChart({ title, look, samples, marks, zero, secondsToZeroErrors }) {
  const shown = samples.filter(({ seconds }) => seconds >= zero - before)
  const end = shown.at(-1).seconds - zero
  const begin = Math.min(...shown.map(({ seconds }) => seconds)) - zero
  const x = (seconds) => left + ((seconds - zero - begin) / (end - begin)) * (right - left)
  const hasErrors = shown.some(({ errorRatio }) => errorRatio > 0)
  const subtitle = `${look} ${hasErrors ? endOfErrors(secondsToZeroErrors, end) : 'Users saw no error.'}`
  const legendTop = headHeight({ width, title, subtitle }) + 10
  const top = legendTop + 50
  const shares = shown.filter((sample) => canaryShare(sample) !== null)

  const errorsBottom = top + panelHeight.errors
  const shareTop = errorsBottom + gap
  const axisAt = shares.length > 0 ? shareTop + panelHeight.share : errorsBottom
  const phaseTop = axisAt + 40
  const hasPhases = shown.some(({ phase }) => phase !== null)
  const height = phaseTop + (hasPhases ? 30 : 0) + 18

  const seen = shown.filter(({ errorRatio }) => errorRatio !== null)
  const highest = niceShare(Math.max(...seen.map(({ errorRatio }) => errorRatio)))
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
      steps(
        seen,
        ({ errorRatio }) => errorRatio,
        x,
        (ratio) => yOf(ratio, top, errorsBottom, highest)
      ),
      'bad'
    ),
    ...(shares.length > 0
      ? [
          polyline(
            steps(shares, canaryShare, x, (share) => yOf(share, shareTop, axisAt, 1)),
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

function endOfErrors(seconds, end) {
  if (seconds === null) return `Errors did not end while it was watched (${Math.round(end)} s).`
  return seconds <= 2 ? 'Zero errors within 2 s.' : `Zero errors after ${Math.round(seconds)} s.`
}

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

function sharePanel({ top, bottom, highest }) {
  return [0, highest / 2, highest].flatMap((share) => {
    const y = yOf(share, top, bottom, highest)
    return [
      segment({ from: [left, y], to: [right, y], look: share === 0 ? 'axis' : 'grid' }),
      text({ x: left - 8, y: y + 4, content: `${round(share * 100)} %`, look: 'soft', anchor: 'end' })
    ]
  })
}

/** Commands as vertical lines; labels that would overlap share one, and take turns between two rows. */
function flags({ marks, zero, x, top, bottom }) {
  const shown = marks.filter(({ seconds }) => seconds >= zero - before)
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

function quietMark({ at, top, bottom }) {
  return [
    segment({ from: [at, top], to: [at, bottom], look: 'good' }),
    text({ x: at + 5, y: bottom - 6, content: 'zero errors', look: 'good-fill', more: 'font-size="11"' })
  ]
}

/** The Canary's phase and the target's version, as a band with words. */
function phases({ shown, x, top }) {
  const runs = []
  for (const sample of shown) {
    const label = [sample.phase ?? 'no Canary', versionOf(targetOf(sample))].filter(Boolean).join(' · ')
    const last = runs.at(-1)
    if (last?.label === label) last.to = sample.seconds
    else runs.push({ label, from: sample.seconds, to: sample.seconds })
  }
  return [
    ...runs.flatMap(({ label, from }, index) => {
      const [begin, end] = [x(from), index + 1 < runs.length ? x(runs[index + 1].from) : right]
      const space = end - begin
      const content = [label, label.split(' · ')[0]].find((words) => words.length * 5.8 + 8 < space)
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

function area(seen, x, y, bottom) {
  const points = steps(seen, ({ errorRatio }) => errorRatio, x, y)
  const all = [[points[0][0], bottom], ...points, [points.at(-1)[0], bottom]]
  return `<polygon class="bad-fill" opacity="0.14" points="${all.map(([px, py]) => `${round(px)},${round(py)}`).join(' ')}"/>`
}

/** A sample holds for the time since the one before. */
function steps(samples, value, x, y) {
  return samples.flatMap((sample, index) => {
    const from = samples[index - 1]?.seconds ?? sample.seconds
    return [
      [x(from), y(value(sample))],
      [x(sample.seconds), y(value(sample))]
    ]
  })
}

function yOf(share, top, bottom, highest) {
  return bottom - (share / highest) * (bottom - top)
}

function niceShare(highest) {
  return [0.05, 0.1, 0.2, 0.4, 1].find((candidate) => candidate >= highest) ?? 1
}

function utcAt(samples, zero) {
  const nearest = samples.find(({ seconds }) => seconds >= zero)
  const at = new Date(Date.parse(nearest.sampledAt) - (nearest.seconds - zero) * 1_000)
  return at.toISOString().slice(0, 19).replace('T', ' ')
}
