import { listOf, numberOf, objectOf, textOf } from '../store/json-value.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { AGE, NAME } from './column.ts'
import type { ColumnSpec } from './column.ts'
import { formatLabelSelector } from './label-selector.ts'

const spec = (object: KubeObject): Readonly<Record<string, unknown>> => objectOf(object['spec'])
const status = (object: KubeObject): Readonly<Record<string, unknown>> => objectOf(object['status'])

function containers(object: KubeObject, field: 'name' | 'image'): string {
  const template = objectOf(objectOf(spec(object)['template'])['spec'])
  return listOf(template['containers'])
    .map((container) => textOf(objectOf(container)[field]))
    .join(',')
}

const selector = (object: KubeObject): string => formatLabelSelector(objectOf(spec(object)['selector']))

const TEMPLATE: readonly ColumnSpec[] = [
  {
    name: 'Containers',
    wide: true,
    doc: 'Names of each container in the template.',
    cell: (o) => containers(o, 'name')
  },
  {
    name: 'Images',
    wide: true,
    doc: 'Images referenced by each container in the template.',
    cell: (o) => containers(o, 'image')
  },
  { name: 'Selector', wide: true, doc: '.spec.selector', cell: selector }
]

const DAEMON_COUNTS = [
  ['Desired', 'desiredNumberScheduled'],
  ['Current', 'currentNumberScheduled'],
  ['Ready', 'numberReady'],
  ['Up-to-date', 'updatedNumberScheduled'],
  ['Available', 'numberAvailable']
] as const

function nodeSelector(object: KubeObject): string {
  const wanted = Object.entries(objectOf(objectOf(objectOf(spec(object)['template'])['spec'])['nodeSelector']))
  return wanted.length === 0 ? '<none>' : wanted.map(([name, value]) => `${name}=${textOf(value)}`).join(',')
}

/** As `statefulset.apps/web`. */
function controllerOf({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
  if (owner === undefined) return '<none>'
  const [group = ''] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : ['']
  return `${owner.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${owner.name}`
}

const fewest = (object: KubeObject): string => {
  const min = spec(object)['minReplicas']
  return typeof min === 'number' ? String(min) : '<unset>'
}

const scaled = (object: KubeObject): string => {
  const { kind, name } = objectOf(spec(object)['scaleTargetRef'])
  return `${textOf(kind)}/${textOf(name)}`
}

/** Metrics of resources by the use of what is asked for, as `cpu: 25%/70%`. */
function targets(object: KubeObject): string {
  const current = listOf(status(object)['currentMetrics']).map((one) => objectOf(objectOf(one)['resource']))
  const wanted = listOf(spec(object)['metrics']).map((one) => objectOf(objectOf(one)['resource']))
  const each = wanted.map(({ name, target }) => {
    const found = current.find((one) => one['name'] === name)
    const use = objectOf(found?.['current'])['averageUtilization']
    const now = typeof use === 'number' ? `${use}%` : '<unknown>'
    return `${textOf(name)}: ${now}/${numberOf(objectOf(target)['averageUtilization'])}%`
  })
  return each.join(', ') || '<none>'
}

/** kubernetes pkg/printers/internalversion/printers.go: printDeployment, printReplicaSet, printStatefulSet, printDaemonSet, printControllerRevision. */
export const WORKLOAD_COLUMNS: Readonly<Record<string, readonly ColumnSpec[]>> = {
  'apps/Deployment': [
    NAME,
    {
      name: 'Ready',
      doc: 'Number of the pod with ready state',
      cell: (o) => `${numberOf(status(o)['readyReplicas'])}/${numberOf(spec(o)['replicas'])}`
    },
    { name: 'Up-to-date', doc: '.status.updatedReplicas', cell: (o) => numberOf(status(o)['updatedReplicas']) },
    { name: 'Available', doc: '.status.availableReplicas', cell: (o) => numberOf(status(o)['availableReplicas']) },
    AGE,
    ...TEMPLATE
  ],
  // printHorizontalPodAutoscaler
  'autoscaling/HorizontalPodAutoscaler': [
    NAME,
    { name: 'Reference', doc: '.spec.scaleTargetRef', cell: (o) => scaled(o) },
    { name: 'Targets', doc: '.spec.metrics', cell: (o) => targets(o) },
    { name: 'MinPods', doc: '.spec.minReplicas', cell: (o) => fewest(o) },
    { name: 'MaxPods', type: 'integer', doc: '.spec.maxReplicas', cell: (o) => numberOf(spec(o)['maxReplicas']) },
    {
      name: 'Replicas',
      type: 'integer',
      doc: '.status.currentReplicas',
      cell: (o) => numberOf(status(o)['currentReplicas'])
    },
    AGE
  ],
  'apps/ReplicaSet': [
    NAME,
    { name: 'Desired', type: 'integer', doc: '.spec.replicas', cell: (o) => numberOf(spec(o)['replicas']) },
    { name: 'Current', type: 'integer', doc: '.status.replicas', cell: (o) => numberOf(status(o)['replicas']) },
    { name: 'Ready', type: 'integer', doc: '.status.readyReplicas', cell: (o) => numberOf(status(o)['readyReplicas']) },
    AGE,
    ...TEMPLATE
  ],
  'apps/StatefulSet': [
    NAME,
    {
      name: 'Ready',
      doc: 'Number of the pod with ready state',
      cell: (o) => `${numberOf(status(o)['readyReplicas'])}/${numberOf(spec(o)['replicas'])}`
    },
    AGE,
    ...TEMPLATE.filter(({ name }) => name !== 'Selector')
  ],
  'apps/DaemonSet': [
    NAME,
    ...DAEMON_COUNTS.map(([name, field]): ColumnSpec => ({
      name,
      type: 'integer',
      doc: `.status.${field}`,
      cell: (o) => numberOf(status(o)[field])
    })),
    { name: 'Node Selector', doc: '.spec.template.spec.nodeSelector', cell: nodeSelector },
    AGE,
    ...TEMPLATE
  ],
  'apps/ControllerRevision': [
    NAME,
    { name: 'Controller', doc: 'Controller of the object', cell: controllerOf },
    { name: 'Revision', doc: '.revision', cell: (o) => String(numberOf(o['revision'])) },
    AGE
  ]
}
