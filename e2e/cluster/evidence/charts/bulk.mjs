import { headHeight, page, polyline, segment, text, ticksOf } from './drawing.mjs'

const width = 760
const [left, right] = [64, 730]
const plotHeight = 220

/**
 * How many of the Deployments were rolled back by when, with the loop and with the bound.
 *
 * @param {import('../documents.mjs').Bulk} bulk
 */
export function bulkChart({ deployments, inFlight, loopSeconds, boundSeconds, loop, bound }) {
  const title = `Rolling ${deployments} Deployments back: ${loopSeconds} s by the procedure’s loop, ${boundSeconds} s at best`
  const subtitle = `The loop runs kubectl once for each; the bound lists once and sends ${deployments} conditional patches, ${inFlight} at a time. Beside the time the loop has no second try, no condition and no plan.`
  const top = headHeight({ width, title, subtitle }) + 24
  const bottom = top + plotHeight
  const x = (/** @type {number} */ seconds) => left + (seconds / loopSeconds) * (right - left)
  const y = (/** @type {number} */ count) => bottom - (count / deployments) * plotHeight
  /**
   * @param {readonly number[]} doneAtSeconds
   * @returns {readonly import('./drawing.mjs').Point[]}
   */
  const line = (doneAtSeconds) => [0, ...doneAtSeconds].map((seconds, index) => [x(seconds), y(index)])
  const body = [
    ...ticksOf(0, deployments, 4).flatMap((tick) => [
      segment({ from: [left, y(tick)], to: [right, y(tick)], look: tick === 0 ? 'axis' : 'grid' }),
      text({ x: left - 8, y: y(tick) + 4, content: `${tick}`, look: 'soft', anchor: 'end' })
    ]),
    ...ticksOf(0, loopSeconds, 8).map((tick) =>
      text({ x: x(tick), y: bottom + 18, content: `${tick}`, look: 'soft', anchor: 'middle' })
    ),
    text({ x: right, y: bottom + 36, content: 'seconds', look: 'soft', anchor: 'end' }),
    text({ x: left, y: top - 10, content: 'Deployments rolled back', look: 'soft' }),
    polyline(line(loop), 'bad dashed'),
    polyline(line(bound), 'good'),
    text({
      x: x(boundSeconds) + 10,
      y: y(deployments * 0.9),
      content: `one list, ${deployments} patches: ${boundSeconds} s`,
      look: 'good-fill'
    }),
    text({
      x: x(loopSeconds * 0.62),
      y: y(deployments * 0.5),
      content: `the procedure’s loop: ${loopSeconds} s`,
      look: 'bad-fill'
    })
  ]
  return page({ width, height: bottom + 50, title, subtitle, body })
}
