import { at, isJsonObject, numberAt, stringAt, type JsonObject } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { containerStatuses } from './containers.ts'
import { isPodReady, podCondition, podLife } from './pod-life.ts'

/** Waiting reasons that are ordinary while a pod starts. */
const starting: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing'])

/**
 * Why a pod is not ready, in the words that `kubectl get pods` uses where it has any
 * (kubernetes/kubernetes pkg/printers/internalversion/printers.go printPod); empty when it is ready.
 */
export function podReason(pod: KubeObject): string {
  if (podLife(pod) === 'ending') return 'Terminating'
  if (isPodReady(pod)) return ''
  const whole = stringAt(pod, 'status', 'reason')
  if (whole !== '') return withMessage(whole, stringAt(pod, 'status', 'message'))
  const scheduled = podCondition(pod, 'PodScheduled')
  if (stringAt(scheduled, 'status') === 'False')
    return withMessage(stringAt(scheduled, 'reason') || 'Unschedulable', stringAt(scheduled, 'message'))
  const states = containerStatuses(pod).filter((status) => status['ready'] !== true)
  const [blocked] = states
    .map((status) => reasonOf(status))
    .filter((reason) => reason !== '')
    .toSorted((a, b) => Number(starting.has(a)) - Number(starting.has(b)))
  if (blocked !== undefined) return blocked
  if (states.some((status) => isJsonObject(at(status, 'state', 'running')))) return 'Running, not ready'
  return stringAt(pod, 'status', 'phase') || 'Pending'
}

function reasonOf(status: JsonObject): string {
  const waiting = stringAt(status, 'state', 'waiting', 'reason')
  if (waiting !== '') {
    const last = stringAt(status, 'lastState', 'terminated', 'reason')
    const message = stringAt(status, 'state', 'waiting', 'message')
    // The back-off says that it ends; why it ended is in the state before.
    return withMessage(
      waiting,
      waiting === 'CrashLoopBackOff' && last === 'OOMKilled' ? `OOMKilled, ${message}` : message
    )
  }
  const ended = status['state']
  const reason = stringAt(ended, 'terminated', 'reason')
  const code = numberAt(ended, 'terminated', 'exitCode')
  if (reason === '' && code === undefined) return ''
  if (reason === 'Completed') return ''
  return code === undefined || code === 0 ? reason : `${reason || 'Ended'}: exit code ${code}`
}

function withMessage(reason: string, message: string): string {
  return visibleText(message === '' ? reason : `${reason}: ${message}`, 300)
}

/** The part of a reason that fits into a table: `CrashLoopBackOff`. */
export function shortReason(reason: string): string {
  return reason.split(':')[0] ?? ''
}
