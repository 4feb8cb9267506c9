import { asFailure } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { pause } from '../../lib/pause.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MeasuredRequests, Measurements } from '../../ports/measurements.ts'
import { ratesOf } from '../../ports/request-rates.ts'
import type { DrainBoard, DrainProof } from './proof.ts'

const readingsInARow = 2
const everyMs = 5_000
/** After the first reading that holds only requests from after the change. */
const watchForMs = 180_000
/** In a fast drill the time may pass between two readings; so many are taken in any case. */
const fewestReadings = 6
/** How far the observed share may be from the wanted one, 0 to 1: requests are drawn by weight, not dealt. */
const within = 0.05
/** Of what is to get nothing: less than can be told from a late answer. */
const nothing = 0.002

export interface TrafficWatch {
  readonly measurements: Measurements | null
  readonly proof: DrainProof
  /** When the last weights were taken, ISO. */
  readonly changedAt: string
  readonly clock: Clock
  readonly board: DrainBoard
  readonly abort: AbortSignal
}

/**
 * Waits until the requests that the mesh counts go where the weights say, in several readings in a row.
 * @returns whether they do
 * @throws the abort reason.
 */
export async function watchTraffic(watch: TrafficWatch, publish: () => void): Promise<boolean> {
  const { measurements, changedAt, clock, board, abort } = watch
  if (!measurements) {
    board.set('traffic', 'Unknown', 'Not measured: no Prometheus is known, and weights alone prove nothing')
    return false
  }
  let inARow = 0
  let lastAt = ''
  let reachMs = 0
  for (
    let readings = 0;
    readings < fewestReadings || clock.now().getTime() < Date.parse(changedAt) + reachMs + watchForMs;
  ) {
    abort.throwIfAborted()
    const measured = await measureOnce(measurements, watch)
    reachMs = Math.max(reachMs, measured.reachMs)
    const leftMs = Date.parse(changedAt) + reachMs - clock.now().getTime()
    const isClean = leftMs <= 0
    if (!isClean)
      board.set(
        'traffic',
        'Unknown',
        `Waiting until only requests after the change are counted, ${formatDuration(leftMs)} to go`
      )
    else {
      readings += 1
      const seen = judge(watch, measured)
      if (seen.isWanted !== true) inARow = 0
      else if (seen.at !== lastAt) inARow += 1
      lastAt = seen.at
      const status = inARow >= readingsInARow ? 'True' : seen.isWanted === false ? 'False' : 'Unknown'
      board.set('traffic', status, seen.text)
    }
    publish()
    if (inARow >= readingsInARow) return true
    await pause(clock, everyMs, abort)
  }
  return false
}

async function measureOnce(
  measurements: Measurements,
  { proof, changedAt, abort }: TrafficWatch
): Promise<MeasuredRequests> {
  try {
    return await measurements.requests(proof.namespace, changedAt, abort)
  } catch (error) {
    abort.throwIfAborted()
    return { rates: { why: asFailure(error).message }, reachMs: 0 }
  }
}

interface Seen {
  /** Null when nothing was measured, or nobody sent anything: neither proves a thing. */
  readonly isWanted: boolean | null
  readonly text: string
  readonly at: string
}

function judge({ proof: { away, left, beside } }: TrafficWatch, { rates }: MeasuredRequests): Seen {
  if ('why' in rates) return { isWanted: null, text: `Not measured: ${rates.why}`, at: '' }
  const all = ratesOf([...new Set([...beside, away])], rates)
  if (typeof all === 'string') return { isWanted: null, text: `Not measured: ${all}`, at: rates.at }
  const total = [...all.values()].reduce((sum, rate) => sum + rate, 0)
  if (total === 0) return { isWanted: null, text: 'Nobody sends requests: that proves nothing', at: rates.at }
  const share = (all.get(away) ?? 0) / total
  const isWanted = left === 0 ? share < nothing : Math.abs(share - left / 100) <= within
  const percent = `${Math.round(1_000 * share) / 10} %`
  return { isWanted, text: `${percent} of the requests reach ${away}, ${left} % are asked for`, at: rates.at }
}
