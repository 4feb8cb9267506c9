import { kindOf, leftOutText, lastValue, type Observed, type PodView } from '../../contract/index.ts'
import { fileName, podMetrics, type EvidenceSource } from '../evidence/index.ts'
import { isJsonObject, type JsonObject } from '../lib/json-access.ts'
import { workloadArgument } from '../providers/kubernetes/workload.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import { chooseSources, eventsCommand, mostLogBytes, readEvents } from '../pod-output/index.ts'
import { kubectlLine, type CommandPlace } from '../providers/kubernetes/commands.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { readLogTail } from '../providers/kubernetes/read-log-tail.ts'
import { shownTemplate } from '../providers/kubernetes/shown-template.ts'
import type { EvidenceOf } from './evidence-of.ts'
import { evidenceOfMetrics } from './evidence-metrics.ts'
import { evidenceOfPlatform } from './evidence-platform.ts'

/** ReplicaSets and pods of which so many are kept. */
const mostObjects = 60

/**
 * What is kept of a service before an action destroys it, the most fleeting first: logs of pods that failed and what
 * they say of themselves, what Flagger and istiod wrote about it, then events, objects as they were watched, and the metrics as
 * data and as a picture. Nothing of it holds a credential that is known to be one.
 */
export function evidenceSources(of: EvidenceOf): readonly EvidenceSource[] {
  const { ref, raw, view, verdict, redacted } = of
  const place: CommandPlace = { context: of.context, ref }
  const pods = lastValue(raw.pods) ?? []
  const { sources } = chooseSources(lastValue(view.pods) ?? [], pods, place)
  // What a container wrote before it was started again is gone with its pod.
  const logs = sources.toSorted((a, b) => Number(b.previous) - Number(a.previous)).map((source) => logOf(source, of))
  const get = (kind: string): string => kubectlLine(place, 'get', kind, '-o', 'json')
  const json = (path: string, command: string, value: unknown): EvidenceSource => ({
    path,
    command,
    read: () => `${JSON.stringify(redacted(value), null, 2)}\n`
  })
  const objects = (name: string, observed: Observed<readonly KubeObject[]>): readonly EvidenceSource[] => {
    const items = lastValue(observed) ?? []
    return items.length === 0 ? [] : [json(`${name}.json`, get(name), items.slice(0, mostObjects).map(shown))]
  }
  const deployment = lastValue(raw.deployment)
  return [
    ...logs,
    ...evidenceOfPlatform(
      of,
      pods.map(({ metadata }) => metadata.name)
    ),
    ...podMetrics(shownFirst(lastValue(view.pods) ?? [], pods), of),
    eventsOf(place, [ref.name, ...pods.map(({ metadata }) => metadata.name)], of),
    ...(deployment ? [json(`${kindOf(ref).toLowerCase()}.json`, get(workloadArgument(ref)), shown(deployment))] : []),
    ...objects('canaries', raw.canaries),
    ...objects('rollouts', raw.rollouts),
    ...objects('replicasets', raw.replicaSets),
    ...objects('pods', raw.pods),
    ...evidenceOfMetrics(of),
    json('verdict.json', '', verdict)
  ]
}

function logOf(
  source: ReturnType<typeof chooseSources>['sources'][number],
  { ref, reader, redacted }: EvidenceOf
): EvidenceSource {
  const { pod, container, previous, command } = source
  const path = { group: '', version: 'v1', resource: 'pods', namespace: ref.namespace, name: pod, subresource: 'log' }
  return {
    path: `logs/${fileName(pod)}.${fileName(container)}${previous ? '.previous' : ''}.log`,
    command,
    async read(abort) {
      const query = { container, timestamps: 'true', ...(previous ? { previous: 'true' } : {}) }
      const most = { lines: 1_000, mostBytes: mostLogBytes }
      const { text, isCut } = await readLogTail(reader, kubePath(path), most, {
        query,
        accept: 'text/plain, */*',
        tries: 1,
        abort
      })
      const lines = text.split('\n').map((line) => visibleText(line, 4_096))
      if (isCut) lines.unshift('# the newest lines; older ones were left out')
      return String(redacted(lines.join('\n')))
    }
  }
}

/** Of so many objects events are asked for. */
const mostAsked = 12

function eventsOf(place: CommandPlace, names: readonly string[], { reader, redacted }: EvidenceOf): EvidenceSource {
  return {
    path: 'events.txt',
    command: eventsCommand(place, place.ref.name),
    async read(abort) {
      const { events, leftOut } = await readEvents(names.slice(0, mostAsked), place, reader, { abort, isLogged: false })
      const lines = events.map(({ at, type, reason, object, message, count }) =>
        [at, type, reason, object, `${message}${count > 1 ? ` (${count} times)` : ''}`].join('  ')
      )
      if (leftOut !== null) lines.push(leftOutText(leftOut))
      return String(redacted(`${lines.join('\n')}\n`))
    }
  }
}

/** Without who wrote which field, and with nothing in its templates that is not known to be harmless. */
function shown(object: KubeObject): JsonObject {
  const { managedFields: _who, ...metadata } = object.metadata
  const whole = shownTemplate({ ...object, metadata })
  return isJsonObject(whole) ? whole : {}
}

/** Pods as the window has them: those that are not ready first. */
function shownFirst(views: readonly PodView[], pods: readonly KubeObject[]): readonly KubeObject[] {
  return views.flatMap(({ name, life }) =>
    life === 'active' ? pods.filter(({ metadata }) => metadata.name === name) : []
  )
}
