import type { Check, ServiceRef } from '../../../contract/index.ts'
import { FailureError } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { besideLimit, formatMs } from '../../../contract/words/format-measure.ts'
import { pause } from '../../lib/pause.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Limits } from '../../ports/limits.ts'
import type { Measured, Measurements } from '../../ports/measurements.ts'
import type { CheckBoard } from '../check-board.ts'

const readingsInARow = 3
const betweenReadingsMs = 15_000
const whileSettlingMs = 5_000
const measureForMs = 180_000
/** In a fast drill the time may pass between two readings; so many are taken in any case. */
const fewestReadings = 6

export interface MeasurementWatch {
  readonly measurements: Pick<Measurements, 'measure'> | null
  readonly ref: ServiceRef
  readonly clock: Clock
  readonly limits: Limits
  readonly board: CheckBoard
  /** When the last pod had been replaced. */
  readonly completeAt: Date
  readonly abort: AbortSignal
}

/**
 * Waits until the rate window holds only requests after the rollout, then judges several readings in a row. Pods that
 * have just started are slow until their caches are warm: a latency that speaks against the proof is measured on.
 * @throws the abort reason.
 */
export async function watchMeasurements(watch: MeasurementWatch, publish: () => void): Promise<void> {
  const { measurements, clock, limits, board, completeAt, abort } = watch
  if (!measurements) {
    board.set('errorRatio', 'Unknown', 'Not measured: no Prometheus is known')
    board.set('latency', 'Unknown', 'Not measured: no Prometheus is known')
    return
  }
  const streak = { good: 0, lastAt: '' }
  let reachMs = 0
  let readings = 0
  let isSlow = false
  do {
    abort.throwIfAborted()
    const measured = await measureOnce(measurements, watch)
    reachMs = Math.max(reachMs, measured.reachMs)
    const leftMs = completeAt.getTime() + reachMs - clock.now().getTime()
    const isClean = leftMs <= 0
    if (isClean) {
      readings += 1
      judgeErrors(board, measured.errorRatio, limits, streak)
      isSlow = judgeLatency(board, measured.p95, limits) === 'False'
    } else {
      const wait = `Waiting until only requests after the rollout are counted, ${formatDuration(leftMs)} to go`
      board.set('errorRatio', 'Unknown', measured.failed === '' ? wait : `${wait}. Not read now: ${measured.failed}`)
    }
    publish()
    if (streak.good >= readingsInARow && !isSlow) return
    await pause(clock, isClean ? betweenReadingsMs : whileSettlingMs, abort)
  } while (readings < fewestReadings || clock.now().getTime() < completeAt.getTime() + reachMs + measureForMs)
}

async function measureOnce(
  measurements: Pick<Measurements, 'measure'>,
  { ref, completeAt, abort }: MeasurementWatch
): Promise<Measured & { readonly failed: string }> {
  try {
    return { ...(await measurements.measure(ref, completeAt.toISOString(), abort)), failed: '' }
  } catch (error) {
    abort.throwIfAborted()
    // What is no failure of a reading is one of ours, and no reason to wait.
    if (!(error instanceof FailureError)) throw error
    const why = error.failure.message
    return { errorRatio: { why }, p95: { why }, reachMs: 0, failed: why }
  }
}

function judgeErrors(
  board: CheckBoard,
  reading: Measured['errorRatio'],
  { errorRatio: limit }: Limits,
  streak: { good: number; lastAt: string }
): void {
  if ('why' in reading) {
    streak.good = 0
    board.set('errorRatio', 'Unknown', `Not measured: ${reading.why}`)
    return
  }
  const isGood = reading.value < limit
  // The same reading twice says nothing new.
  if (!isGood) streak.good = 0
  else if (reading.at !== streak.lastAt) streak.good += 1
  streak.lastAt = reading.at
  const status = streak.good >= readingsInARow ? 'True' : isGood ? 'Unknown' : 'False'
  const words = besideLimit(reading.value, limit, 'ratio')
  const text = `${words.value}, limit ${words.limit}, ${streak.good} of ${readingsInARow} readings in a row`
  board.set('errorRatio', status, text)
}

function judgeLatency(board: CheckBoard, p95: Measured['p95'], limits: Limits): Check['status'] {
  const { status, evidence } = latencyCheck(p95, limits)
  board.set('latency', status, evidence)
  return status
}

function latencyCheck(p95: Measured['p95'], { latencyTimesNormal }: Limits): Pick<Check, 'status' | 'evidence'> {
  if ('why' in p95) return { status: 'Unknown', evidence: `Not measured: ${p95.why}` }
  if (p95.normalMs === null) return { status: 'Unknown', evidence: `P95 ${formatMs(p95.valueMs)}, normal not measured` }
  const isGood = p95.valueMs < latencyTimesNormal * p95.normalMs
  return {
    status: isGood ? 'True' : 'False',
    evidence: `P95 ${formatMs(p95.valueMs)}, normal ${formatMs(p95.normalMs)}`
  }
}
