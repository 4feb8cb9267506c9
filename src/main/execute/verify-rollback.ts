import type { Check } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { at, numberAt } from '../lib/json-access.ts'
import { formatDuration } from '../lib/format-duration.ts'
import { formatMs, formatRatio } from '../lib/format-measure.ts'
import { kubePath } from '../lib/kube-path.ts'
import { defaultProgressDeadlineSeconds, rolloutStatus } from '../lib/rollout-status.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeObject, KubeReader } from '../ports/kube.ts'
import { newReplicaSet, ownedReplicaSets } from '../providers/kubernetes/history.ts'
import { formatLabelSelector } from '../providers/kubernetes/label-selector.ts'
import { asksForTarget } from './conclude.ts'
import type { Measured, Measurements } from './measurements.ts'
import { podsOf, restartBaseline, type PodsSeen } from './pods-check.ts'
import { readTarget } from './read-target.ts'
import type { RunSubject } from './run-subject.ts'

export interface VerifyPorts {
  readonly reader: KubeReader
  readonly clock: Clock
  readonly measurements: Measurements | null
}

export interface VerifyOptions {
  readonly subject: RunSubject
  /** When the server took the change, on its own clock. */
  readonly changedAt: string
  readonly abort: AbortSignal
  /** Called when the checks have changed. */
  readonly onChecks: (checks: readonly Check[], phase: 'rollout' | 'proof') => void
}

/** Limits by the console's clock. */
const errorLimit = 0.01
const latencyTimesNormal = 2
const scrapesInARow = 3
const betweenScrapesMs = 15_000
const afterDeadlineMs = 30_000
const measureForMs = 180_000
/** In a fast drill the time may pass between two readings; so many are taken in any case. */
const fewestReadings = 6

/** Checks that a proof needs; the others inform, and only a False of latency speaks against it. */
const required: ReadonlySet<string> = new Set(['outcome', 'rollout', 'pods', 'errorRatio'])

/** Whether the checks prove that the service recovered. */
export function isProof(checks: readonly Check[]): boolean {
  const statusOf = (name: string) => checks.find((check) => check.name === name)?.status
  return [...required].every((name) => statusOf(name) === 'True') && statusOf('latency') !== 'False'
}

/**
 * Watches a rollback until it is proved, has failed, or its time is up; only from fresh readings.
 * @throws the abort reason.
 */
export async function verifyRollback(ports: VerifyPorts, options: VerifyOptions): Promise<readonly Check[]> {
  const { subject, abort, onChecks } = options
  const { clock } = ports
  const board = createBoard(clock, driftCheck(subject))
  const publish = (phase: 'rollout' | 'proof'): void => onChecks(board.all(), phase)
  publish('rollout')
  const rolled = await watchRollout(ports, options, board, () => publish('rollout'))
  publish('proof')
  if (!rolled) {
    board.set('errorRatio', 'Unknown', 'Not judged: the rollout did not finish')
    board.set('latency', 'Unknown', 'Not judged: the rollout did not finish')
    publish('proof')
    return board.all()
  }
  await watchMeasurements(ports, options, board, rolled, () => publish('proof'))
  const deployment = await readTarget(ports.reader, subject, abort, true)
  await lookAtRollout(ports, options, board, rolled.baseline, deployment)
  publish('proof')
  return board.all()
}

type Board = ReturnType<typeof createBoard>

const titles: Readonly<Record<string, string>> = {
  outcome: 'The Deployment asks for the revision',
  rollout: 'Rolled out, by the rules of kubectl rollout status',
  pods: 'All pods ready, no restart since',
  errorRatio: 'Error ratio under 1 %',
  latency: 'P95 under 2 times normal',
  drift: 'Referenced ConfigMaps and Secrets as they were'
}

function createBoard(clock: Clock, drift: Pick<Check, 'status' | 'evidence'>) {
  const waiting = { status: 'Unknown', evidence: 'Not looked at yet' } as const
  const make = (name: string, { status, evidence }: Pick<Check, 'status' | 'evidence'>): Check => ({
    name,
    title: titles[name] ?? name,
    status,
    evidence,
    observedAt: clock.now().toISOString()
  })
  const checks = new Map<string, Check>(
    Object.keys(titles).map((name) => [name, make(name, name === 'drift' ? drift : waiting)])
  )
  return {
    all: (): readonly Check[] => [...checks.values()],
    set(name: string, status: Check['status'], evidence: string): void {
      checks.set(name, make(name, { status, evidence }))
    }
  }
}

function driftCheck({ drifted, target }: RunSubject): Pick<Check, 'status' | 'evidence'> {
  if (drifted.length === 0)
    return { status: 'True', evidence: 'None was written after the revision last served, as far as could be read' }
  return {
    status: 'False',
    evidence: `Changed since revision ${target.toRevision} last served, and not brought back: ${drifted.join(', ')}`
  }
}

interface RolledOut {
  readonly completeAt: Date
  readonly baseline: Map<string, number>
}

/** Polls until the rollout is complete and all its pods are ready; null when it failed or took too long. */
async function watchRollout(
  ports: VerifyPorts,
  options: VerifyOptions,
  board: Board,
  publish: () => void
): Promise<RolledOut | null> {
  const { clock, reader } = ports
  const { subject, abort } = options
  const baseline = restartBaseline(await listPods(reader, subject, null, abort))
  let deadlineMs: number | null = null
  for (;;) {
    abort.throwIfAborted()
    try {
      const deployment = await readTarget(reader, subject, abort)
      deadlineMs ??=
        clock.now().getTime() +
        (numberAt(deployment, 'spec', 'progressDeadlineSeconds') ?? defaultProgressDeadlineSeconds) * 1_000 +
        afterDeadlineMs
      const state = await lookAtRollout(ports, options, board, baseline, deployment)
      publish()
      if (state === 'complete') return { completeAt: clock.now(), baseline }
      if (state === 'failed') return null
    } catch (error) {
      abort.throwIfAborted()
      board.set('rollout', 'Unknown', `Not readable: ${asFailure(error).message}`)
      publish()
    }
    deadlineMs ??= clock.now().getTime() + defaultProgressDeadlineSeconds * 1_000 + afterDeadlineMs
    if (clock.now().getTime() > deadlineMs) return null
    await pause(clock, 1_000, abort)
  }
}

/** One look at Deployment and pods. */
async function lookAtRollout(
  { reader }: VerifyPorts,
  { subject, changedAt, abort }: VerifyOptions,
  board: Board,
  baseline: Map<string, number>,
  deployment: KubeObject | null
): Promise<'complete' | 'failed' | 'waiting'> {
  const { target } = subject
  if (deployment === null || deployment.metadata.uid !== target.uid) {
    board.set('outcome', 'False', `Deployment ${target.ref.name} was deleted or replaced`)
    return 'failed'
  }
  if (!asksForTarget(subject, deployment)) {
    board.set(
      'outcome',
      'False',
      `Someone changed ${target.ref.name} again: it no longer asks for revision ${target.toRevision}`
    )
    return 'failed'
  }
  board.set('outcome', 'True', `The template is that of ${target.toReplicaSet}`)
  const status = rolloutStatus(deployment, changedAt)
  board.set(
    'rollout',
    status.state === 'complete' ? 'True' : status.state === 'stuck' ? 'False' : 'Unknown',
    status.message
  )
  const desired = numberAt(deployment, 'spec', 'replicas') ?? 1
  const replicaSet = await servingReplicaSet(reader, subject, deployment, abort)
  const seen = podsOf(await listPods(reader, subject, deployment, abort), replicaSet, desired, baseline)
  const isGood = desired > 0 && seen.ready === desired && seen.restarts === 0
  const isOver = status.state === 'complete' && seen.restarts > 0
  board.set('pods', isGood ? 'True' : isOver || desired === 0 ? 'False' : 'Unknown', podsText(seen))
  if (status.state === 'stuck') {
    board.set('pods', isGood ? 'True' : 'False', podsText(seen))
    return 'failed'
  }
  return status.state === 'complete' && (isGood || isOver || desired === 0) ? 'complete' : 'waiting'
}

/** The controller uses the planned ReplicaSet again; it makes a new one when that was pruned meanwhile. */
async function servingReplicaSet(
  reader: KubeReader,
  { target }: RunSubject,
  deployment: KubeObject,
  abort: AbortSignal
): Promise<string> {
  const path = kubePath({ group: 'apps', version: 'v1', resource: 'replicasets', namespace: target.ref.namespace })
  const labelSelector = formatLabelSelector(at(deployment, 'spec', 'selector'))
  const { items } = await reader.list(path, { query: { labelSelector }, abort })
  return newReplicaSet(deployment, ownedReplicaSets(deployment, items))?.metadata.name ?? target.toReplicaSet
}

function podsText({ ready, desired, restarts, reason }: PodsSeen): string {
  if (desired === 0) return '0 replicas are asked for: there is no pod that could serve'
  const why = reason === '' ? '' : `, ${reason}`
  return `${ready} of ${desired} ready${why}, ${restarts === 0 ? 'no restart' : `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`} since`
}

async function listPods(
  reader: KubeReader,
  subject: RunSubject,
  known: KubeObject | null,
  abort: AbortSignal
): Promise<readonly KubeObject[]> {
  const { ref } = subject.target
  try {
    const deployment = known ?? (await readTarget(reader, subject, abort))
    if (!deployment) return []
    const labelSelector = formatLabelSelector(at(deployment, 'spec', 'selector'))
    const path = kubePath({ group: '', version: 'v1', resource: 'pods', namespace: ref.namespace })
    return (await reader.list(path, { query: { labelSelector }, abort })).items
  } catch (error) {
    abort.throwIfAborted()
    if (known === null) return []
    throw error
  }
}

/** Waits until the rate window holds only requests after the rollout, then judges several scrapes in a row. */
async function watchMeasurements(
  { clock, measurements }: VerifyPorts,
  { subject, abort }: VerifyOptions,
  board: Board,
  { completeAt }: RolledOut,
  publish: () => void
): Promise<void> {
  if (!measurements) {
    board.set('errorRatio', 'Unknown', 'Not measured: no Prometheus is known')
    board.set('latency', 'Unknown', 'Not measured: no Prometheus is known')
    return
  }
  let goodInARow = 0
  let lastAt = ''
  let settleMs = 0
  let readings = 0
  do {
    abort.throwIfAborted()
    const measured = await measureOnce(measurements, subject, completeAt, abort)
    settleMs = Math.max(settleMs, measured.settleMs)
    const isSettled = clock.now().getTime() >= completeAt.getTime() + settleMs
    if (!isSettled) {
      board.set(
        'errorRatio',
        'Unknown',
        `Waiting until only requests after the rollout are counted, ${formatDuration(settleMs)}`
      )
    } else if ('why' in measured.errorRatio) {
      goodInARow = 0
      board.set('errorRatio', 'Unknown', `Not measured: ${measured.errorRatio.why}`)
    } else {
      const { value, at: readAt } = measured.errorRatio
      const isNew = readAt !== lastAt
      lastAt = readAt
      goodInARow = value < errorLimit ? goodInARow + (isNew ? 1 : 0) : 0
      const proven = goodInARow >= scrapesInARow
      const enough = proven ? 'True' : value < errorLimit ? 'Unknown' : 'False'
      board.set(
        'errorRatio',
        enough,
        `${formatRatio(value)}, limit 1 %, ${goodInARow} of ${scrapesInARow} readings in a row`
      )
    }
    if (isSettled) {
      readings += 1
      latencyCheck(board, measured.p95)
    }
    publish()
    if (goodInARow >= scrapesInARow) return
    await pause(clock, isSettled ? betweenScrapesMs : Math.min(betweenScrapesMs, 5_000), abort)
  } while (readings < fewestReadings || clock.now().getTime() < completeAt.getTime() + settleMs + measureForMs)
}

async function measureOnce(
  measurements: Measurements,
  subject: RunSubject,
  completeAt: Date,
  abort: AbortSignal
): Promise<Measured> {
  try {
    return await measurements.measure(subject.target.ref, completeAt.toISOString(), abort)
  } catch (error) {
    abort.throwIfAborted()
    const why = asFailure(error).message
    return { errorRatio: { why }, p95: { why }, settleMs: 0 }
  }
}

function latencyCheck(board: Board, p95: Measured['p95']): void {
  if ('why' in p95) {
    board.set('latency', 'Unknown', `Not measured: ${p95.why}`)
  } else if (p95.normalMs === null) {
    board.set('latency', 'Unknown', `P95 ${formatMs(p95.valueMs)}, normal not measured`)
  } else {
    const status = p95.valueMs < latencyTimesNormal * p95.normalMs ? 'True' : 'False'
    board.set('latency', status, `P95 ${formatMs(p95.valueMs)}, normal ${formatMs(p95.normalMs)}`)
  }
}

/** At least 100 ms of real time, so that a fast drill is not flooded with reads. */
async function pause(clock: Clock, ms: number, abort: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(ms, 100 * clock.speed), abort)
}
