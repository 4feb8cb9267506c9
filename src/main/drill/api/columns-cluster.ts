import { listOf, numberOf, objectOf, textOf } from '../store/json-value.ts'
import type { JsonObject } from '../store/json-value.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { humanAge } from './age.ts'
import { AGE, NAME } from './column.ts'
import type { ColumnSpec } from './column.ts'
import { formatLabelSelector } from './label-selector.ts'

const spec = (object: KubeObject): JsonObject => objectOf(object['spec'])
const status = (object: KubeObject): JsonObject => objectOf(object['status'])
const size = (value: unknown): number => Object.keys(objectOf(value)).length

function nodeStatus(object: KubeObject): string {
  const ready = listOf(status(object)['conditions'])
    .map(objectOf)
    .find((condition) => condition['type'] === 'Ready')
  const words = [ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady']
  if (spec(object)['unschedulable'] === true) words.push('SchedulingDisabled')
  return words.join(',')
}

function nodeRoles(object: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.keys(object.metadata.labels ?? {}).filter((label) => label.startsWith(prefix))
  return (
    roles
      .map((label) => label.slice(prefix.length))
      .toSorted()
      .join(',') || '<none>'
  )
}

function nodeAddress(object: KubeObject, type: string): string {
  const found = listOf(status(object)['addresses'])
    .map(objectOf)
    .find((address) => address['type'] === type)
  return textOf(found?.['address']) || '<none>'
}

const info = (object: KubeObject, field: string): string =>
  textOf(objectOf(status(object)['nodeInfo'])[field]) || '<unknown>'

function servicePorts(object: KubeObject): string {
  const ports = listOf(spec(object)['ports']).map(objectOf)
  const shown = ports.map((port) => {
    const node = numberOf(port['nodePort'])
    return `${numberOf(port['port'])}${node === 0 ? '' : `:${node}`}/${textOf(port['protocol'])}`
  })
  return shown.join(',') || '<none>'
}

function endpointsCell(object: KubeObject): string {
  const found = listOf(object['subsets']).flatMap((subset) => {
    const own = objectOf(subset)
    const addresses = listOf(own['addresses']).map((address) => textOf(objectOf(address)['ip']))
    const ports = listOf(own['ports']).map((port) => numberOf(objectOf(port)['port']))
    return ports.length === 0 ? addresses : ports.flatMap((port) => addresses.map((ip) => `${ip}:${port}`))
  })
  if (found.length === 0) return '<none>'
  return found.length > 3 ? `${found.slice(0, 3).join(',')} + ${found.length - 3} more...` : found.join(',')
}

function slicePort(port: unknown): string {
  const own = objectOf(port)
  return own['port'] === undefined ? textOf(own['name']) || '*' : String(numberOf(own['port']))
}

function shortened(all: readonly string[]): string {
  if (all.length > 3) return `${all.slice(0, 3).join(',')} + ${all.length - 3} more...`
  return all.join(',') || '<unset>'
}

function lastSeen(object: KubeObject, now: Date): string {
  const series = objectOf(object['series'])
  const first = object['firstTimestamp'] ?? object['eventTime']
  const last = series['lastObservedTime'] ?? object['lastTimestamp'] ?? first
  return humanAge(last, now)
}

function eventSource(object: KubeObject): string {
  const source = objectOf(object['source'])
  const parts = [source['component'] ?? object['reportingComponent'], source['host'] ?? object['reportingInstance']]
  return parts
    .map(textOf)
    .filter((part) => part !== '')
    .join(', ')
}

function eventObject(object: KubeObject): string {
  const { kind, name } = objectOf(object['involvedObject'])
  return `${textOf(kind).toLowerCase()}/${textOf(name)}`
}

/** kubernetes pkg/printers/internalversion/printers.go, for the kinds around workloads. */
export const CLUSTER_COLUMNS: Readonly<Record<string, readonly ColumnSpec[]>> = {
  '/Namespace': [
    NAME,
    { name: 'Status', doc: 'The status of the namespace', cell: (o) => textOf(status(o)['phase']) },
    AGE
  ],
  '/ConfigMap': [
    NAME,
    {
      name: 'Data',
      doc: '.data',
      cell: (o) => size(o['data']) + size(o['binaryData'])
    },
    AGE
  ],
  '/Secret': [
    NAME,
    { name: 'Type', doc: '.type', cell: (o) => textOf(o['type']) },
    { name: 'Data', doc: '.data', cell: (o) => size(o['data']) },
    AGE
  ],
  '/Service': [
    NAME,
    { name: 'Type', doc: '.spec.type', cell: (o) => textOf(spec(o)['type']) },
    { name: 'Cluster-IP', doc: '.spec.clusterIP', cell: (o) => textOf(spec(o)['clusterIP']) || '<none>' },
    {
      name: 'External-IP',
      doc: '.spec.externalIPs',
      cell: (o) => listOf(spec(o)['externalIPs']).map(textOf).join(',') || '<none>'
    },
    { name: 'Port(s)', doc: '.spec.ports', cell: servicePorts },
    AGE,
    {
      name: 'Selector',
      wide: true,
      doc: '.spec.selector',
      cell: (o) => formatLabelSelector({ matchLabels: spec(o)['selector'] as Record<string, string> }) || '<none>'
    }
  ],
  '/Endpoints': [NAME, { name: 'Endpoints', doc: '.subsets', cell: endpointsCell }, AGE],
  'discovery.k8s.io/EndpointSlice': [
    NAME,
    { name: 'AddressType', doc: '.addressType', cell: (o) => textOf(o['addressType']) },
    { name: 'Ports', doc: '.ports', cell: (o) => shortened(listOf(o['ports']).map(slicePort)) },
    {
      name: 'Endpoints',
      doc: '.endpoints',
      cell: (o) => shortened(listOf(o['endpoints']).flatMap((one) => listOf(objectOf(one)['addresses']).map(textOf)))
    },
    AGE
  ],
  '/Node': [
    NAME,
    { name: 'Status', doc: 'The status of the node', cell: nodeStatus },
    { name: 'Roles', doc: 'The roles of the node', cell: nodeRoles },
    AGE,
    { name: 'Version', doc: 'Kubelet Version reported by the node.', cell: (o) => info(o, 'kubeletVersion') },
    { name: 'Internal-IP', wide: true, doc: '.status.addresses', cell: (o) => nodeAddress(o, 'InternalIP') },
    { name: 'External-IP', wide: true, doc: '.status.addresses', cell: (o) => nodeAddress(o, 'ExternalIP') },
    { name: 'OS-Image', wide: true, doc: 'OS Image reported by the node.', cell: (o) => info(o, 'osImage') },
    {
      name: 'Kernel-Version',
      wide: true,
      doc: 'Kernel Version reported by the node.',
      cell: (o) => info(o, 'kernelVersion')
    },
    {
      name: 'Container-Runtime',
      wide: true,
      doc: 'ContainerRuntime Version reported by the node.',
      cell: (o) => info(o, 'containerRuntimeVersion')
    }
  ],
  '/Event': [
    { name: 'Last Seen', doc: '.lastTimestamp', cell: lastSeen },
    { name: 'Type', doc: '.type', cell: (o) => textOf(o['type']) },
    { name: 'Reason', doc: '.reason', cell: (o) => textOf(o['reason']) },
    { name: 'Object', doc: '.involvedObject', cell: eventObject },
    {
      name: 'Subobject',
      wide: true,
      doc: '.involvedObject.fieldPath',
      cell: (o) => textOf(objectOf(o['involvedObject'])['fieldPath'])
    },
    { name: 'Source', wide: true, doc: '.source', cell: eventSource },
    { name: 'Message', doc: '.message', cell: (o) => textOf(o['message']).trim() },
    {
      name: 'First Seen',
      wide: true,
      doc: '.firstTimestamp',
      cell: (o, now) => humanAge(o['firstTimestamp'] ?? o['eventTime'], now)
    },
    {
      name: 'Count',
      wide: true,
      doc: '.count',
      cell: (o) => numberOf(objectOf(o['series'])['count']) || numberOf(o['count']) || 1
    },
    { ...NAME, wide: true }
  ],
  'coordination.k8s.io/Lease': [
    NAME,
    { name: 'Holder', doc: '.spec.holderIdentity', cell: (o) => textOf(spec(o)['holderIdentity']) },
    AGE
  ]
}
