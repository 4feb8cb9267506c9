import type { ServiceRef } from '../../contract/index.ts'
import type { ApiPath } from '../ports/kube.ts'
import { kubectlLine, type CommandPlace } from '../providers/kubernetes/commands.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'

/** A kind that is read for what was written to it lately. */
export interface Source {
  /** As the API spells it. */
  readonly kind: string
  readonly apiVersion: string
  /** As a person calls them. */
  readonly title: string
  readonly path: ApiPath
  readonly query: Readonly<Record<string, string>>
  /** Only who wrote what and when: what Secrets and ConfigMaps hold never reaches this process. */
  readonly metadataOnly: boolean
  readonly command: string
}

interface Row {
  readonly kind: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly whole?: true
  readonly cluster?: true
}

/** A spec is read only where it says whether the service is meant. */
const rows: readonly Row[] = [
  { kind: 'Deployment', group: 'apps', version: 'v1', resource: 'deployments' },
  { kind: 'StatefulSet', group: 'apps', version: 'v1', resource: 'statefulsets' },
  { kind: 'DaemonSet', group: 'apps', version: 'v1', resource: 'daemonsets' },
  { kind: 'ConfigMap', group: '', version: 'v1', resource: 'configmaps' },
  { kind: 'Secret', group: '', version: 'v1', resource: 'secrets' },
  { kind: 'ServiceAccount', group: '', version: 'v1', resource: 'serviceaccounts' },
  { kind: 'Job', group: 'batch', version: 'v1', resource: 'jobs' },
  {
    kind: 'HorizontalPodAutoscaler',
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    whole: true
  },
  { kind: 'NetworkPolicy', group: 'networking.k8s.io', version: 'v1', resource: 'networkpolicies', whole: true },
  { kind: 'Node', group: '', version: 'v1', resource: 'nodes', cluster: true }
]

/** The kinds whose objects of a namespace are looked at, and the nodes. */
export function writtenKinds(place: CommandPlace): readonly Source[] {
  const { namespace } = place.ref
  return rows.map(({ kind, group, version, resource, whole = false, cluster = false }) => ({
    kind,
    apiVersion: group === '' ? version : `${group}/${version}`,
    title: kind === 'NetworkPolicy' ? 'NetworkPolicies' : `${kind}s`,
    path: kubePath({ group, version, resource, ...(cluster ? {} : { namespace }) }),
    query: {},
    metadataOnly: !whole,
    command: kubectlLine(place, 'get', resource, '--show-managed-fields', '-o', 'json')
  }))
}

/** Events of nodes are kept in the namespace `default` (kubernetes/client-go tools/record/event.go makeEvent). */
const nodeNamespace = 'default'

/** The events that are asked for, by what they are of: those of all pods would be too many. */
export function eventLists(context: string, ref: ServiceRef): readonly Source[] {
  const list = (title: string, namespace: string, fieldSelector: string): Source => ({
    kind: 'Event',
    apiVersion: 'v1',
    title,
    path: kubePath({ group: '', version: 'v1', resource: 'events', namespace }),
    query: { fieldSelector },
    metadataOnly: false,
    command: kubectlLine({ context, ref: { ...ref, namespace } }, 'get', 'events', '--field-selector', fieldSelector)
  })
  const { namespace } = ref
  return [
    list('Events of nodes', nodeNamespace, 'involvedObject.kind=Node'),
    list('Events of autoscalers', namespace, 'involvedObject.kind=HorizontalPodAutoscaler'),
    list('Events of Canaries', namespace, 'involvedObject.kind=Canary'),
    list('Events of evicted pods', namespace, 'reason=Evicted')
  ]
}
