import type { ServiceRef } from '../../contract/index.ts'
import { arrayAt, at, stringAt, stringsAt, type JsonObject } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import { configReferences } from '../providers/kubernetes/config-references.ts'
import { configUses } from '../providers/kubernetes/config/config-uses.ts'
import { templateOf } from '../providers/kubernetes/history.ts'
import { selectorMatches } from '../providers/kubernetes/label-selector.ts'
import type { RuleSplit } from '../providers/routes/split.ts'
import type { Touch } from './candidate.ts'

/** The service as changes are held against it. */
export interface Subject {
  readonly ref: ServiceRef
  /** Its workload first, then the one that Flagger keeps for it. */
  readonly workloads: readonly KubeObject[]
  /** Its ReplicaSets or ControllerRevisions. */
  readonly revisions: readonly KubeObject[]
  readonly pods: readonly KubeObject[]
  /** Names of the Canaries that release it. */
  readonly canaries: readonly string[]
  /** The rules that reach it. */
  readonly splits: readonly RuleSplit[]
}

/** What an object has to do with the service; the same for whoever changed it. Its kind as the API spells it. */
export function touchOf(object: KubeObject, subject: Subject, by: string): Touch {
  const { kind } = object
  const { name } = object.metadata
  const known = knownOf(subject)
  switch (kind) {
    case 'ConfigMap':
    case 'Secret':
      return touchOfConfig(kind, name, known)
    case 'VirtualService':
    case 'HTTPRoute':
      // Flagger's own writes are the steps of a release on trial (fluxcd/flagger pkg/router/istio.go SetRoutes).
      return known.routes.has(nameOf(object)) ? (by === 'flagger' ? 'trial' : 'route') : 'none'
    case 'DestinationRule':
      return isOfBackend(stringAt(object, 'spec', 'host'), known) ? 'route' : 'none'
    case 'Canary':
      return subject.canaries.includes(name) ? 'canary' : 'none'
    case 'HorizontalPodAutoscaler':
      return isWorkloadOf(stringAt(object, 'spec', 'scaleTargetRef', 'name'), subject) ? 'autoscaler' : 'none'
    case 'NetworkPolicy':
      return known.labels.some((labels) => selectorMatches(at(object, 'spec', 'podSelector'), labels))
        ? 'policy'
        : 'none'
    case 'ServiceAccount':
      return known.accounts.has(name) ? 'account' : 'none'
    case 'Node':
      return known.nodes.has(name) ? 'node' : 'none'
    case 'Job':
      return /migrat|schema|flyway|liquibase|alembic|prisma/i.test(name) ? 'migration' : 'job'
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Rollout':
      return isWorkloadOf(name, subject) ? 'none' : 'neighbour'
    default:
      return 'none'
  }
}

/** Whether that is the name of one of its workloads. */
export function isWorkloadOf(name: string, { workloads }: Pick<Subject, 'workloads'>): boolean {
  return workloads.some(({ metadata }) => metadata.name === name)
}

const workloadKinds: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout']

/** Whether an object is one of its workloads, and not what is only called like it: autoscalers, routes and configuration often are. */
export function isItsWorkload({ kind, metadata }: KubeObject, subject: Pick<Subject, 'workloads'>): boolean {
  return workloadKinds.includes(kind) && isWorkloadOf(metadata.name, subject)
}

/** What is looked up for each of thousands of changes. */
interface Known {
  readonly templates: readonly JsonObject[]
  /** `ConfigMap/name` that its containers read. */
  readonly config: ReadonlySet<string>
  readonly touches: Map<string, Touch>
  readonly labels: readonly Readonly<Record<string, string>>[]
  readonly accounts: ReadonlySet<string>
  readonly nodes: ReadonlySet<string>
  readonly pods: ReadonlySet<string>
  /** `VirtualService shop/cart`: the routes that reach it. */
  readonly routes: ReadonlySet<string>
  /** Names of the Services that its routes send to. */
  readonly services: ReadonlySet<string>
}

const knownSubjects = new WeakMap<Subject, Known>()

/** The same for the same subject: it never changes. */
export function knownOf(subject: Subject): Known {
  const before = knownSubjects.get(subject)
  if (before !== undefined) return before
  const templates = subject.workloads.map(templateOf)
  const backends = subject.splits.flatMap(({ parts }) => parts.map(({ destination }) => destination.backend))
  const known: Known = {
    templates,
    config: new Set(
      templates.flatMap((template) => configReferences(template).map(({ kind, name }) => `${kind}/${name}`))
    ),
    touches: new Map(),
    labels: templates.map((template) => stringsAt(template, 'metadata', 'labels')),
    accounts: new Set(templates.map(accountOf)),
    nodes: new Set(subject.pods.map((pod) => stringAt(pod, 'spec', 'nodeName'))),
    pods: new Set(subject.pods.map(({ metadata }) => metadata.name)),
    routes: new Set(subject.splits.map(({ route }) => nameOf(route.object))),
    services: new Set(backends.map(({ service }) => service?.name ?? ''))
  }
  knownSubjects.set(subject, known)
  return known
}

function touchOfConfig(kind: 'ConfigMap' | 'Secret', name: string, { templates, config, touches }: Known): Touch {
  const key = `${kind}/${name}`
  if (!config.has(key)) return 'none'
  const before = touches.get(key)
  if (before !== undefined) return before
  const isMounted = templates.some((template) =>
    kind === 'ConfigMap'
      ? configUses(template, name).mounted.length > 0
      : arrayAt(template, 'spec', 'volumes').some((volume) => stringAt(volume, 'secret', 'secretName') === name)
  )
  const touch = isMounted ? 'configMounted' : 'configAtStart'
  touches.set(key, touch)
  return touch
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`
}

/** A host of a DestinationRule is a short name, or begins with one (istio.io reference DestinationRule.host). */
function isOfBackend(host: string, { services }: Known): boolean {
  const [service = ''] = host.split('.')
  return service !== '' && services.has(service)
}

function accountOf(template: JsonObject): string {
  return stringAt(template, 'spec', 'serviceAccountName') || 'default'
}
