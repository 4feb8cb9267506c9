import type { LeftOut, OutputEvent } from '../../contract/index.ts'
import { numberAt, stringAt } from '../lib/json-access.ts'
import { leftOutOf } from '../lib/left-out.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject, KubeReader } from '../ports/kube.ts'
import { kubectlLine, type CommandPlace } from '../providers/kubernetes/commands.ts'
import { eventTime } from '../providers/kubernetes/event-time.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'

/** Events of one object; a server keeps them for an hour. */
const mostEvents = 100

/** The command that reads the events of one object. */
export function eventsCommand(place: CommandPlace, name: string): string {
  return kubectlLine(place, 'get', 'events', '--field-selector', `involvedObject.name=${name}`)
}

/** Events, and what they are without. */
export interface EventsRead {
  readonly events: readonly OutputEvent[]
  readonly leftOut: LeftOut | null
}

/**
 * The events of objects of one namespace, the newest first.
 * @throws FailureError when they cannot be read
 */
export async function readEvents(
  names: readonly string[],
  place: CommandPlace,
  reader: KubeReader,
  options: { readonly abort: AbortSignal; readonly isLogged: boolean }
): Promise<EventsRead> {
  const problems: string[] = []
  const path = kubePath({ group: '', version: 'v1', resource: 'events', namespace: place.ref.namespace })
  const lists = await Promise.all(
    names.map((name) =>
      reader.list(path, {
        query: { fieldSelector: `involvedObject.name=${name}` },
        tries: 2,
        abort: options.abort,
        onSpoiled: (spoiled) => void problems.push(...spoiled.map(({ problem }) => problem)),
        ...(options.isLogged ? { command: eventsCommand(place, name) } : {})
      })
    )
  )
  const events = lists.flatMap(({ items }) => items.slice(-mostEvents).map(eventOf))
  return {
    events: events.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)),
    leftOut: problems.length === 0 ? null : leftOutOf(problems, problems.length)
  }
}

/** Old and new events keep their count in different fields (kubernetes pkg/printers/internalversion printEvent). */
function eventOf(event: KubeObject): OutputEvent {
  return {
    uid: event.metadata.uid,
    at: eventTime(event),
    type: visibleText(stringAt(event, 'type')),
    reason: visibleText(stringAt(event, 'reason')),
    object: visibleText(`${stringAt(event, 'involvedObject', 'kind')} ${stringAt(event, 'involvedObject', 'name')}`),
    message: visibleText(stringAt(event, 'message')),
    count: numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1
  }
}
