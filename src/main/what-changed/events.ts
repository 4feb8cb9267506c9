import { stringAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import { eventTime } from '../providers/kubernetes/event-time.ts'
import type { Candidate, Touch } from './candidate.ts'
import { knownOf, type Subject } from './subject.ts'

/** What a Canary says of its steps (fluxcd/flagger pkg/controller/scheduler.go). */
const steps =
  /^(Advance|New revision detected|Starting canary analysis|Copying|Routing all traffic|Promotion completed)/

/** What happened since `fromAt` (ISO), of the events that say more than that pods come and go. */
export function eventsSince(
  events: readonly KubeObject[],
  subject: Subject,
  scalers: ReadonlySet<string>,
  fromAt: string
): readonly Candidate[] {
  return events.flatMap((event): readonly Candidate[] => {
    const at = eventTime(event)
    const touch = touchOfEvent(event, subject, scalers)
    if (touch === null || !(Date.parse(at) >= Date.parse(fromAt))) return []
    return [
      {
        at,
        kind: 'event',
        of: visibleText(stringAt(event, 'involvedObject', 'kind'), 64),
        name: visibleText(stringAt(event, 'involvedObject', 'name'), 128),
        by: visibleText(stringAt(event, 'source', 'component') || stringAt(event, 'reportingComponent'), 64),
        git: '',
        what: visibleText(`${stringAt(event, 'reason')}: ${stringAt(event, 'message')}`, 300),
        diff: [],
        touch
      }
    ]
  })
}

/** Null for one that explains nothing and would only hide the others. */
function touchOfEvent(event: KubeObject, subject: Subject, scalers: ReadonlySet<string>): Touch | null {
  const name = stringAt(event, 'involvedObject', 'name')
  switch (stringAt(event, 'involvedObject', 'kind')) {
    case 'Node':
      return knownOf(subject).nodes.has(name) ? 'node' : 'none'
    case 'HorizontalPodAutoscaler':
      return scalers.has(name) ? 'scaled' : 'none'
    case 'Canary':
      return subject.canaries.includes(name) && steps.test(stringAt(event, 'message')) ? 'trial' : null
    case 'Pod':
      return knownOf(subject).pods.has(name) ? 'node' : 'none'
    default:
      return null
  }
}
