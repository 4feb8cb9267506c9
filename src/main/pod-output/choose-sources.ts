import type { OutputSource, PodView } from '../../contract/index.ts'
import { arrayAt, at, numberAt, objectAt, stringAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import { kubectlLine, type CommandPlace } from '../providers/kubernetes/commands.ts'
import { containerStatuses } from '../providers/kubernetes/pods/containers.ts'

/** Pods whose logs are read: those that stand first say why. */
const mostPods = 6
/** Lines of each container, from its end. */
export const tailLines = 200

export interface ChosenSources {
  readonly sources: readonly OutputSource[]
  /** Names, in the same order. */
  readonly pods: readonly string[]
  readonly podsLeftOut: number
}

/**
 * The containers to read: of the pods in the order in which they are shown, those that are not ready first and then the
 * newest revision. A container that was started again is read as it was before, too: that is where a crash loop says why.
 */
export function chooseSources(
  views: readonly PodView[],
  objects: readonly KubeObject[],
  place: CommandPlace
): ChosenSources {
  const byName = new Map(objects.map((pod) => [pod.metadata.name, pod]))
  const known = views.filter(({ name, life }) => life === 'active' && byName.has(name))
  const chosen = known.slice(0, mostPods)
  const sources = chosen.flatMap((view) => sourcesOf(view, byName.get(view.name) ?? null, place))
  return { sources, pods: chosen.map(({ name }) => name), podsLeftOut: known.length - chosen.length }
}

function sourcesOf(view: PodView, pod: KubeObject | null, place: CommandPlace): readonly OutputSource[] {
  const statuses = pod ? containerStatuses(pod) : []
  const names = [...arrayAt(pod, 'spec', 'containers'), ...arrayAt(pod, 'spec', 'initContainers')].map((container) =>
    stringAt(container, 'name')
  )
  return names.flatMap((container): readonly OutputSource[] => {
    const status = statuses.find(({ name }) => name === container)
    const wasRestarted =
      (numberAt(status, 'restartCount') ?? 0) > 0 || at(status, 'lastState', 'terminated') !== undefined
    const waiting = stringAt(objectAt(status, 'state', 'waiting'), 'reason')
    const present = sourceOf(view, container, false, place)
    const previous = wasRestarted ? [sourceOf(view, container, true, place)] : []
    // What waits to be started again has ended: what it wrote is the log of before. What never ran has written nothing.
    if (waiting !== '' && wasRestarted) return previous
    return waiting === '' ? [...previous, present] : [{ ...present, state: 'none', text: `not started: ${waiting}` }]
  })
}

function sourceOf(view: PodView, container: string, previous: boolean, place: CommandPlace): OutputSource {
  const { name: pod, revision, ready } = view
  const flags = [`--tail=${tailLines}`, '--timestamps', ...(previous ? ['--previous'] : [])]
  return {
    id: `${pod} ${container}${previous ? ' before' : ''}`,
    pod,
    container,
    previous,
    revision,
    ready,
    command: kubectlLine(place, 'logs', pod, '-c', container, ...flags),
    state: 'reading',
    text: '',
    failure: null,
    isCut: false
  }
}
