import type { CanaryStep, Rollout, RolloutStatus } from './rollout.ts'

/** How many pods of one revision there are to be and are. */
export interface SetCounts {
  readonly hash: string
  readonly wanted: number
  readonly ready: number
}

/** What a tick comes to. */
export interface Advanced {
  readonly status: RolloutStatus
  /** Pods by revision; a revision that is left out has none. */
  readonly replicas: ReadonlyMap<string, number>
  /** Simulated milliseconds until a pause ends; null where none does by itself. */
  readonly againInMs: number | null
}

/**
 * One tick of the Rollouts controller (argoproj/argo-rollouts rollout/canary.go rolloutCanary, rollout/sync.go, rollout/pause.go),
 * pure. What it keeps true: a changed template begins anew and clears an abort; one that is the stable one's skips all steps;
 * an abort gives the stable revision all pods back and leaves the template as it is.
 *
 * @param hash of the present template
 * @param revision that it has, or gets
 */
export function advance(
  rollout: Rollout,
  { hash, revision }: { readonly hash: string; readonly revision: number },
  sets: readonly SetCounts[],
  nowMs: number
): Advanced {
  const { replicas = 1, strategy, paused = false } = rollout.spec
  const steps = strategy.canary.steps ?? []
  const before = rollout.status ?? {}
  const readyOf = (of: string): number => sets.find((set) => set.hash === of)?.ready ?? 0
  const stable = before.stableRS ?? hash
  const isStable = hash === stable
  const isChanged = before.currentPodHash !== hash
  const isAborted = before.abort === true && !isChanged && !isStable
  const begun: RolloutStatus = isChanged ? fresh(before) : before
  const from = isStable || before.promoteFull === true ? steps.length : isChanged ? 0 : (begun.currentStepIndex ?? 0)
  const walked = isAborted ? { index: 0, weight: 0, pause: undefined } : walk(steps, from, begun, nowMs, paused)
  const isLast = walked.index >= steps.length
  const weight = isAborted ? 0 : isLast ? 100 : walked.weight
  // replicaset/canary.go CalculateReplicaCountsForBasicCanary, without surge: the stable ones go as the new ones are ready.
  const canary = isStable ? replicas : Math.min(replicas, Math.ceil((replicas * weight) / 100))
  const kept = isStable ? 0 : Math.max(replicas - canary, replicas - Math.min(readyOf(hash), canary))
  const counts = new Map<string, number>(
    isStable
      ? [[hash, replicas]]
      : [
          [hash, canary],
          [stable, kept]
        ]
  )
  const isDone = isLast && readyOf(hash) >= replicas
  const { abort: _abort, abortedAt, promoteFull, ...rest } = begun
  const aborted = isAborted ? { abort: true, abortedAt: abortedAt ?? timeOf(nowMs) } : {}
  const status: RolloutStatus = {
    ...withoutPause(rest),
    ...aborted,
    ...(promoteFull === true && !isDone ? { promoteFull } : {}),
    ...(walked.pause === undefined ? {} : { pauseConditions: [walked.pause], controllerPause: true }),
    currentPodHash: hash,
    stableRS: isDone && !isAborted ? hash : stable,
    currentStepIndex: walked.index,
    ...phaseOf({ isAborted, isPaused: walked.pause !== undefined || paused, isDone, revision })
  }
  const duration = walked.pause === undefined ? null : pauseMs(steps[walked.index])
  const startedMs = Date.parse(walked.pause?.startTime ?? '')
  return { status, replicas: counts, againInMs: duration === null ? null : Math.max(0, startedMs + duration - nowMs) }

  function walk(
    all: readonly CanaryStep[],
    first: number,
    { pauseConditions, controllerPause }: RolloutStatus,
    at: number,
    isHeld: boolean
  ) {
    let weightNow = all.slice(0, first).findLast(({ setWeight }) => setWeight !== undefined)?.setWeight ?? 0
    for (let index = first; index < all.length; index++) {
      const step = all[index]
      if (step?.setWeight !== undefined) {
        weightNow = step.setWeight
        const needed = Math.min(replicas, Math.ceil((replicas * weightNow) / 100))
        if (isHeld || readyOf(hash) < needed) return { index, weight: weightNow, pause: undefined }
        continue
      }
      const isOwn = index === first
      const [known] = isOwn ? (pauseConditions ?? []) : []
      // `promote` takes the conditions away and leaves the mark that the controller had paused.
      if (isOwn && controllerPause === true && known === undefined) continue
      const pause = known ?? { reason: 'CanaryPauseStep', startTime: timeOf(at) }
      const duration = pauseMs(step)
      if (duration === null || Date.parse(pause.startTime) + duration > at) return { index, weight: weightNow, pause }
    }
    return { index: all.length, weight: 100, pause: undefined }
  }
}

/** A new run knows nothing of the one before. */
function fresh({ stableRS }: RolloutStatus): RolloutStatus {
  return stableRS === undefined ? {} : { stableRS }
}

function withoutPause({
  pauseConditions: _conditions,
  controllerPause: _pause,
  message: _said,
  ...rest
}: RolloutStatus) {
  return rest
}

/** pkg/apis/rollouts validation and utils/rollout/rolloututil.go GetRolloutPhase. */
function phaseOf(about: {
  readonly isAborted: boolean
  readonly isPaused: boolean
  readonly isDone: boolean
  readonly revision: number
}): Pick<RolloutStatus, 'phase' | 'message'> {
  const { isAborted, isPaused, isDone, revision } = about
  if (isAborted) return { phase: 'Degraded', message: `RolloutAborted: Rollout aborted update to revision ${revision}` }
  if (isPaused) return { phase: 'Paused', message: 'CanaryPauseStep' }
  return isDone ? { phase: 'Healthy' } : { phase: 'Progressing', message: 'more replicas need to be updated' }
}

/** Milliseconds; null for a pause that somebody has to end. */
function pauseMs(step: CanaryStep | undefined): number | null {
  const duration = step?.pause?.duration
  if (duration === undefined) return null
  if (typeof duration === 'number') return duration * 1000
  const [, number = '0', unit = 's'] = /^(\d+)([smh]?)$/.exec(duration) ?? []
  return Number(number) * ({ s: 1000, m: 60_000, h: 3_600_000 }[unit] ?? 1000)
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
