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
