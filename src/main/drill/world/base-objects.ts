import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { keys, timeText } from '../controllers/kube-types.ts'
import type { NodePlace } from '../controllers/kubelet.ts'
import { drawFor } from './random.ts'

const seeded: WriteBy = { manager: 'kubeadm', seed: true, controller: true }

/** The namespaces that the API server makes itself (kubernetes pkg/controlplane/controller/systemnamespaces). */
const SYSTEM = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease'])

/** How long the cluster has existed when the drill begins, milliseconds. */
const clusterAgeMs = 143 * 86_400_000

/** How long ago kubelets wrote their status; unchanged ones are written every five minutes. */
const heartbeatAgeMs = 100_000

function nodeObject(node: NodePlace, createdAt: string, seenAt: string): object {
  const condition = (type: string, status: string, reason: string, message: string): object => ({
    type,
    status,
    lastHeartbeatTime: seenAt,
    lastTransitionTime: createdAt,
    reason,
    message
  })
  const resources = { cpu: '8', memory: '32780116Ki', pods: '110', 'ephemeral-storage': '101430960Ki' }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      creationTimestamp: createdAt,
      labels: {
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'node-role.kubernetes.io/worker': ''
      }
    },
    spec: { podCIDR: `${node.podNetwork}.0/24`, podCIDRs: [`${node.podNetwork}.0/24`] },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [
        { type: 'InternalIP', address: node.ip },
        { type: 'Hostname', address: node.name }
      ],
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
      ],
      nodeInfo: {
        ...identityOf(node.name),
        kubeletVersion: 'v1.36.3',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        operatingSystem: 'linux',
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.1.0-38-amd64'
      }
    }
  }
}

function identityOf(name: string): object {
  const draw = drawFor(0, `node/${name}`)
  const hex = (length: number): string => Array.from({ length }, () => draw.int(0, 15).toString(16)).join('')
  const uuid = (): string => [8, 4, 4, 4, 12].map(hex).join('-')
  return { machineID: hex(32), systemUUID: uuid(), bootID: uuid() }
}

/** Namespaces and nodes that were there long before the services. */
export function createBaseObjects(
  store: ApiStore,
  startMs: number,
  namespaces: readonly string[],
  nodes: readonly NodePlace[]
): void {
  const createdAt = timeText(new Date(startMs - clusterAgeMs))
  for (const name of new Set([...SYSTEM, ...namespaces])) {
    if (store.get(keys.namespaces, null, name) !== undefined) continue
    store.create(
      keys.namespaces,
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, creationTimestamp: createdAt, labels: { 'kubernetes.io/metadata.name': name } }
      },
      SYSTEM.has(name) ? { ...seeded, manager: 'kube-apiserver' } : { ...seeded, manager: 'kubectl-create' }
    )
  }
  const seenAt = timeText(new Date(startMs - heartbeatAgeMs))
  for (const node of nodes) store.create(keys.nodes, nodeObject(node, createdAt, seenAt) as never, seeded)
}
