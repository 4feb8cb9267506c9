import type { DeploymentView, Measure, Signal } from '../../contract/index.ts'

/**
 * How long the new pods have been unavailable, judged against the progress deadline.
 * A signal that was handed in is kept; only its normal value is filled in.
 */
export function newPodsSignal(
  signals: readonly Signal[],
  deployment: DeploymentView | null,
  now: Date
): Signal | undefined {
  const given = signals.find((signal) => signal.id === 'newPodsUnavailable')
  if (!deployment) return given
  const { rollout } = deployment
  const observedAt = now.toISOString()
  const normal: Measure = { state: 'known', value: rollout.progressDeadlineSeconds, observedAt }
  if (given) return { ...given, normal }
  const waiting = (rollout.state === 'progressing' || rollout.state === 'stuck') && rollout.available < rollout.desired
  const seconds = waiting ? Math.max(0, (now.getTime() - Date.parse(rollout.startedAt)) / 1_000) : 0
  return {
    id: 'newPodsUnavailable',
    measure: { state: 'known', value: seconds, observedAt },
    unit: 's',
    normal,
    source: `Deployment ${deployment.ref.name}, status`,
    series: []
  }
}
