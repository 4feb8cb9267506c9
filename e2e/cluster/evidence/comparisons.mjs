/** @typedef {import('./play.mjs').Result} Result */

/**
 * The times to zero errors side by side, each group beginning with the same trouble.
 *
 * @type {readonly { id: string, during: string, title: string, subtitle: string }[]}
 */
export const comparisons = [
  {
    id: 'time-to-zero-errors-on-trial',
    during: 'trial',
    title: 'A failing release on trial: seconds until users see no error any more',
    subtitle:
      'Red: what procedures say. Yellow: Flagger by itself, from the first user on the release. Green: ways that do work. A pale bar did not get there while it was watched.'
  },
  {
    id: 'time-to-zero-errors-after-promotion',
    during: 'promoted',
    title: 'A failing release that was promoted: seconds until users see no error any more',
    subtitle:
      'Red: what procedures say, where it even picks the right revision, with steps every 10 s instead of the default 60 s. Green: ways that do work. Simulated pods get ready at once; real ones add their start.'
  }
]

const looks = /** @type {const} */ ({ procedure: 'bad', automatic: 'share', ours: 'good' })

/**
 * @param {Result['kind']} kind
 * @returns {kind is keyof typeof looks}
 */
const isCompared = (kind) => kind in looks
const kinds = Object.keys(looks)
/** Of the automatic rollbacks the shortest and what procedures speak of. */
const leftOut = /^T10-(?!interval-(10s-threshold-3|60s))/

const lengthOf = (/** @type {Result} */ { secondsToZeroErrors }) => secondsToZeroErrors ?? Infinity

/**
 * The bars of one comparison, the procedure's ways first, and of each kind the longest.
 *
 * @param {{ during: string }} comparison
 * @param {readonly Result[]} results
 */
export function rowsOf({ during }, results) {
  return results
    .filter((result) => result.during === during && !leftOut.test(result.id))
    .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || lengthOf(b) - lengthOf(a))
    .flatMap(({ id, label, kind, secondsToZeroErrors, samples, zero }) => {
      if (!label || !isCompared(kind)) return []
      const watchedSeconds = Math.round((samples.at(-1)?.seconds ?? zero) - zero)
      return [{ id, label, kind, look: looks[kind], seconds: secondsToZeroErrors, watchedSeconds }]
    })
}
