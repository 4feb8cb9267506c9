import type { TrapNotice } from '../../../contract/index.ts'
import { stringAt, stringsAt } from '../../lib/json-access.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { isPodReady } from '../../providers/kubernetes/pods/pod-life.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { serviceCanary, isIn, type ServiceFacts } from '../rule-facts.ts'
import type { Intended, KubectlIntended } from '../intended.ts'
import { unmetBy } from '../selector-text.ts'

/** Flagger writes `-primary` behind the first of them that there is. */
export const selectorLabels = ['app', 'name', 'app.kubernetes.io/name']
const source = 'kubernetes/kubernetes pkg/controller/replicaset/replica_set.go manageReplicas'

/**
 * Deletions of the pods that serve: all of them at once is an outage, until the new ones are ready. Those that are named one
 * by one in one text are taken together.
 */
export function podsGone(intended: readonly Intended[], facts: ServiceFacts): readonly TrapNotice[] {
  const deletions = intended.flatMap((one) => (isPodDeletion(one) ? [one] : []))
  const wide = deletions.flatMap((one) => everyPod(one, facts) ?? [])
  return wide.length > 0 ? wide : named(deletions, facts)
}

export function isPodDeletion(intended: Intended): intended is KubectlIntended {
  return intended.tool === 'kubectl' && !intended.isRead && intended.verb === 'delete' && intended.resource === 'pods'
}

/** Why a deletion of pods is not judged by what is known of the service; null where it is about its pods. */
export function whyNotThesePods(intended: KubectlIntended, facts: ServiceFacts): string | null {
  const { name, all, selector, namespace } = intended
  const { deployment, pods } = facts
  const here = `${deployment.kind ?? ''} ${deployment.metadata.name}`.trim()
  if (!isIn(namespace, deployment)) return `it is about another namespace than that of ${here}`
  if (name !== null)
    return pods?.some(({ metadata }) => metadata.name === name) === true
      ? null
      : `${name} is none of the pods of ${here}`
  if (selector !== null)
    return picks(selector, facts) ? null : `its selector picks no pod of ${here}, and other pods are not looked at`
  return all ? null : 'which pods it deletes is not written'
}

function everyPod(intended: KubectlIntended, facts: ServiceFacts): TrapNotice | null {
  const { name, all, selector, namespace, command, allNamespaces } = intended
  if (name !== null || (!all && selector === null)) return null
  if (!allNamespaces && !isIn(namespace, facts.deployment)) return null
  if (selector !== null && !picks(selector, facts)) return null
  const { deployment } = facts
  const others =
    selector === null
      ? `It takes every pod of ${allNamespaces ? 'the cluster' : `namespace ${deployment.metadata.namespace ?? ''}`}, those of other services too.`
      : ''
  const primary = primaryOf(facts)
  const isPrimary = primary !== null && (selector === null || meets(selector, primary.labels))
  return isPrimary
    ? noticeOf(command, selector ?? 'all', facts, null, others, primary.name)
    : noticeOf(command, selector ?? 'all', facts, servingOf(facts.pods), others)
}

/** Named pods: no other one would serve. */
function named(deletions: readonly KubectlIntended[], facts: ServiceFacts): readonly TrapNotice[] {
  const serving = servingOf(facts.pods)
  const gone = deletions.filter(({ name }) => serving?.some(({ metadata }) => metadata.name === name))
  const [first] = gone
  if (!first || !serving) return []
  const left = serving.length - new Set(gone.map(({ name }) => name)).size
  if (left === 0) return [noticeOf(first.command, first.name ?? '', facts, serving, '')]
  return facts.proving === undefined ? [] : [proofNotice(first, facts.proving)]
}

function noticeOf(
  command: string,
  about: string,
  { deployment, proving }: ServiceFacts,
  serving: readonly KubeObject[] | null,
  others: string,
  name = deployment.metadata.name
): TrapNotice {
  const common = { id: `outage pods ${about}`, source, command }
  const proof = proving === undefined ? '' : `${proofSentence(proving)}.`
  const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ')
  if (serving?.length === 0) {
    return {
      ...common,
      severity: others === '' ? 'warning' : 'refused',
      lead: others === '' ? `No pod of ${name} is ready: their logs go with them.` : `Refused: ${lowered(others)}`,
      text: join('Keep the logs first. The new pods are of the same release.', proof)
    }
  }
  const which =
    serving === null
      ? `every pod of ${name}`
      : serving.length === 1
        ? `the only serving pod of ${name}`
        : `all ${serving.length} serving pods of ${name} at once`
  return {
    ...common,
    severity: 'refused',
    lead: `Refused: it deletes ${which}.`,
    text: join('Nobody answers until new ones are ready, and their logs are gone.', others, proof),
    instead: 'Delete one pod at a time, and wait until the new one is ready.'
  }
}

function proofNotice({ command, name }: KubectlIntended, proving: string): TrapNotice {
  return {
    id: `proof ${name ?? ''}`,
    severity: 'warning',
    lead: `${proofSentence(proving)}.`,
    text: 'A pod that goes now counts against it, and its logs go with it.',
    instead: 'Wait until it is proved.',
    source,
    command
  }
}

function proofSentence(proving: string): string {
  return `${proving} is being proved just now`
}

/** Those that are ready, as long as they are not being deleted; null where they cannot be read. */
function servingOf(pods: readonly KubeObject[] | undefined): readonly KubeObject[] | null {
  return pods?.filter((pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined) ?? null
}

function picks(selector: string, facts: ServiceFacts): boolean {
  const primary = primaryOf(facts)
  const own = stringsAt(templateOf(facts.deployment), 'metadata', 'labels')
  return meets(selector, own) || (primary !== null && meets(selector, primary.labels))
}

/** A selector that cannot be read is taken to pick them. */
function meets(selector: string, labels: Readonly<Record<string, string>>): boolean {
  return unmetBy(selector, labels) === null
}

/** What serves beside a target: the primary, by the labels that Flagger gives it (fluxcd/flagger pkg/canary/util.go makePrimaryLabels). */
function primaryOf(facts: ServiceFacts) {
  const { deployment } = facts
  const { name } = deployment.metadata
  if (stringAt(serviceCanary(facts), 'spec', 'targetRef', 'name') !== name) return null
  const labels = stringsAt(templateOf(deployment), 'metadata', 'labels')
  const key = selectorLabels.find((label) => labels[label] !== undefined)
  const own = key === undefined ? {} : { [key]: `${labels[key] ?? ''}-primary` }
  return { name: `${name}-primary`, labels: { ...labels, ...own } }
}

function lowered(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
