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
  const templates = subject.workloads.map(templateOf)
  switch (kind) {
    case 'ConfigMap':
    case 'Secret':
      return touchOfConfig(kind, name, templates)
    case 'VirtualService':
    case 'HTTPRoute':
      // Flagger's own writes are the steps of a release on trial (fluxcd/flagger pkg/router/istio.go SetRoutes).
      return isOnTheWay(object, subject) ? (by === 'flagger' ? 'trial' : 'route') : 'none'
    case 'DestinationRule':
      return isOfBackend(stringAt(object, 'spec', 'host'), subject) ? 'route' : 'none'
    case 'Canary':
      return subject.canaries.includes(name) ? 'canary' : 'none'
    case 'HorizontalPodAutoscaler':
      return isOurs(stringAt(object, 'spec', 'scaleTargetRef', 'name'), subject) ? 'autoscaler' : 'none'
    case 'NetworkPolicy':
      return templates.some((template) => selectsPods(object, template)) ? 'policy' : 'none'
    case 'ServiceAccount':
      return templates.some((template) => accountOf(template) === name) ? 'account' : 'none'
    case 'Node':
      return subject.pods.some((pod) => stringAt(pod, 'spec', 'nodeName') === name) ? 'node' : 'none'
    case 'Job':
      return /migrat|schema|flyway|liquibase|alembic|prisma/i.test(name) ? 'migration' : 'job'
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Rollout':
      return isOurs(name, subject) ? 'none' : 'neighbour'
    default:
      return 'none'
  }
}

/** Whether that is the name of one of its workloads. */
export function isOurs(name: string, { workloads }: Pick<Subject, 'workloads'>): boolean {
  return workloads.some(({ metadata }) => metadata.name === name)
}

function touchOfConfig(kind: 'ConfigMap' | 'Secret', name: string, templates: readonly JsonObject[]): Touch {
  const readers = templates.filter((template) =>
    configReferences(template).some((reference) => reference.kind === kind && reference.name === name)
  )
  if (readers.length === 0) return 'none'
  const mounted =
    kind === 'ConfigMap'
      ? readers.some((template) => configUses(template, name).mounted.length > 0)
      : readers.some((template) =>
          arrayAt(template, 'spec', 'volumes').some((volume) => stringAt(volume, 'secret', 'secretName') === name)
        )
  return mounted ? 'configMounted' : 'configAtStart'
}

function isOnTheWay({ kind, metadata }: KubeObject, { splits }: Subject): boolean {
  return splits.some(({ route }) => {
    const { object } = route
    return (
      object.kind === kind && object.metadata.name === metadata.name && object.metadata.namespace === metadata.namespace
    )
  })
}

/** A host of a DestinationRule is a short name, or begins with one (istio.io reference DestinationRule.host). */
function isOfBackend(host: string, { splits }: Subject): boolean {
  const [service = ''] = host.split('.')
  return splits.some(({ parts }) => parts.some(({ destination }) => destination.backend.service?.name === service))
}

function selectsPods(policy: KubeObject, template: JsonObject): boolean {
  return selectorMatches(at(policy, 'spec', 'podSelector'), stringsAt(template, 'metadata', 'labels'))
}

function accountOf(template: JsonObject): string {
  return stringAt(template, 'spec', 'serviceAccountName') || 'default'
}
