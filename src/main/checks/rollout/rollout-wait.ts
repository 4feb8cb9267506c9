import {
  defaultProgressDeadlineSeconds,
  deploymentCondition,
  progressDeadlineSeconds
} from '../../providers/kubernetes/rollout-status.ts'
import { at, stringAt } from '../../lib/json-access.ts'
import type { Clock } from '../../ports/clock.ts'

/** The server gets its own progress deadline and this much more. */
const graceMs = 30_000
/** So many times the expected duration may pass on top of that, whatever progress is seen. */
const timesExpected = 2

/** How long a rollout is waited for, by the clock of the run's place. */
export interface RolloutWait {
  /** Takes what was just read; progress starts the time again. */
  saw(deployment: unknown): void
  isOver(): boolean
}

/**
 * The controller's progress deadline starts again with every pod that gets ahead (kubernetes
 * pkg/controller/deployment/util DeploymentProgressing), so this wait does too: a big rollout takes longer than one
 * deadline and is still well. An overall limit ends what only ever seems to get ahead, such as pods that come and go.
 * @param expectedMs how long the rollout was expected to take
 */
export function createRolloutWait(clock: Clock, expectedMs: number): RolloutWait {
  const nowMs = (): number => clock.now().getTime()
  const beganMs = nowMs()
  let progressedMs = beganMs
  let limitMs = defaultProgressDeadlineSeconds * 1_000 + graceMs
  let progress: string | null = null
  return {
    saw(deployment) {
      limitMs = progressDeadlineSeconds(deployment) * 1_000 + graceMs
      const next = progressOf(deployment)
      if (progress !== null && progress !== next) progressedMs = nowMs()
      progress = next
    },
    isOver: () => nowMs() > Math.min(progressedMs + limitMs, beganMs + limitMs + timesExpected * expectedMs)
  }
}

/** What of a Deployment changes when its rollout gets ahead. */
function progressOf(deployment: unknown): string {
  const fields = [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    // Of a DaemonSet.
    'updatedNumberScheduled',
    'numberReady',
    'numberAvailable'
  ]
  return JSON.stringify([
    stringAt(deploymentCondition(deployment, 'Progressing'), 'lastUpdateTime'),
    ...fields.map((field) => at(deployment, 'status', field) ?? null)
  ])
}
