import { listOf, numberOf, objectOf, textOf } from '../store/json-value.ts'
import type { JsonObject } from '../store/json-value.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { humanAge } from './age.ts'
import { AGE, NAME } from './column.ts'
import type { ColumnSpec } from './column.ts'

const spec = (object: KubeObject): JsonObject => objectOf(object['spec'])
const status = (object: KubeObject): JsonObject => objectOf(object['status'])
const statuses = (object: KubeObject, field: string): readonly JsonObject[] =>
  listOf(status(object)[field]).map(objectOf)

/** What `kubectl get pods` shows as STATUS (kubernetes pkg/printers/internalversion/printers.go printPod). */
export function podStatus(object: KubeObject): string {
  let reason = textOf(status(object)['reason']) || textOf(status(object)['phase'])
  const initializing = initReason(object)
  if (initializing !== undefined) reason = initializing
  else {
    for (const container of statuses(object, 'containerStatuses').toReversed())
      reason = containerReason(container) ?? reason
    const running = statuses(object, 'containerStatuses').some((one) => one['ready'] === true)
    if (reason === 'Completed' && running) reason = isReady(object) ? 'Running' : 'NotReady'
  }
  if (object.metadata.deletionTimestamp === undefined) return reason
  if (status(object)['reason'] === 'NodeLost') return 'Unknown'
  return ['Failed', 'Succeeded'].includes(textOf(status(object)['phase'])) ? reason : 'Terminating'
}

function containerReason(container: JsonObject): string | undefined {
  const state = objectOf(container['state'])
  const waiting = textOf(objectOf(state['waiting'])['reason'])
  if (waiting !== '') return waiting
  if (state['terminated'] === undefined) return undefined
  const terminated = objectOf(state['terminated'])
  if (textOf(terminated['reason']) !== '') return textOf(terminated['reason'])
  return terminated['signal'] === undefined
    ? `ExitCode:${numberOf(terminated['exitCode'])}`
    : `Signal:${numberOf(terminated['signal'])}`
}

function initReason(object: KubeObject): string | undefined {
  const total = listOf(spec(object)['initContainers']).length
  for (const [index, container] of statuses(object, 'initContainerStatuses').entries()) {
    const state = objectOf(container['state'])
    const terminated = objectOf(state['terminated'])
    if (state['terminated'] !== undefined && numberOf(terminated['exitCode']) === 0) continue
    const reason = containerReason(container)
    if (reason !== undefined && reason !== 'PodInitializing') return `Init:${reason}`
    return `Init:${index}/${total}`
  }
  return undefined
}

function isReady(object: KubeObject): boolean {
  return listOf(status(object)['conditions'])
    .map(objectOf)
    .some((condition) => condition['type'] === 'Ready' && condition['status'] === 'True')
}

function readyCell(object: KubeObject): string {
  const running = statuses(object, 'containerStatuses').filter(
    (one) => one['ready'] === true && objectOf(one['state'])['running'] !== undefined
  )
  return `${running.length}/${listOf(spec(object)['containers']).length}`
}

function restartsCell(object: KubeObject, now: Date): string {
  const own = statuses(object, 'containerStatuses')
  const restarts = own.reduce((sum, one) => sum + numberOf(one['restartCount']), 0)
  const last = own
    .map((one) => textOf(objectOf(objectOf(one['lastState'])['terminated'])['finishedAt']))
    .toSorted()
    .at(-1)
  return restarts === 0 || last === undefined || last === ''
    ? String(restarts)
    : `${restarts} (${humanAge(last, now)} ago)`
}

function gatesCell(object: KubeObject): string {
  const gates = listOf(spec(object)['readinessGates']).map((gate) => textOf(objectOf(gate)['conditionType']))
  if (gates.length === 0) return '<none>'
  const conditions = listOf(status(object)['conditions']).map(objectOf)
  const met = gates.filter((gate) => conditions.some((one) => one['type'] === gate && one['status'] === 'True'))
  return `${met.length}/${gates.length}`
}

const orNone = (value: unknown): string => textOf(value) || '<none>'

/** Columns of pods. */
export const POD_COLUMNS: Readonly<Record<string, readonly ColumnSpec[]>> = {
  '/Pod': [
    NAME,
    { name: 'Ready', doc: 'The aggregate readiness state of this pod for accepting traffic.', cell: readyCell },
    { name: 'Status', doc: 'The aggregate status of the containers in this pod.', cell: podStatus },
    {
      name: 'Restarts',
      doc: 'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
      cell: restartsCell
    },
    AGE,
    {
      name: 'IP',
      wide: true,
      doc: 'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.',
      cell: (o) => orNone(status(o)['podIP'])
    },
    { name: 'Node', wide: true, doc: '.spec.nodeName', cell: (o) => orNone(spec(o)['nodeName']) },
    {
      name: 'Nominated Node',
      wide: true,
      doc: '.status.nominatedNodeName',
      cell: (o) => orNone(status(o)['nominatedNodeName'])
    },
    { name: 'Readiness Gates', wide: true, doc: '.spec.readinessGates', cell: gatesCell }
  ]
}
