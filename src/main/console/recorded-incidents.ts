import type { IncidentEnd, IncidentView, Run } from '../../contract/index.ts'
import { sameCluster } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { incidentIn, type Incident } from './incident.ts'
import { incidentParts } from './incident-parts.ts'
import { isReachedOtherwise } from './incident-scope.ts'
import { isSame, serviceRefIn } from './service-ref-in.ts'

/** The most that are listed. */
const mostListed = 200

/**
 * The incidents of a journal, the newest first, in one pass over its records.
 * @param runOf a run by its id; null when there is none
 */
export function recordedIncidents(
  records: readonly JournalRecord[],
  runOf: (runId: string) => Run | null
): readonly IncidentView[] {
  const views = [...ofServices(records).values()].flatMap(({ incident, own }) =>
    incidentParts(own).flatMap((part) => viewOf(incident, part, runOf) ?? [])
  )
  return views.toSorted((a, b) => b.firstSeq - a.firstSeq).slice(0, mostListed)
}

interface OfService {
  /** As it was last called. */
  incident: Incident
  readonly own: JournalRecord[]
}

/** By key, the records that `incidentScope` would find for each. */
function ofServices(records: readonly JournalRecord[]): ReadonlyMap<string, OfService> {
  const services = new Map<string, OfService>()
  let open: OfService | undefined
  /** Also where the connection was another one then. */
  const knownOf = (incident: Incident, body: JournalRecord['body']): OfService | undefined =>
    services.get(incident.key) ?? [...services.values()].find(({ incident: known }) => isReachedOtherwise(body, known))
  for (const record of records) {
    const { kind, body } = record
    if (kind === 'observe') {
      const incident = incidentIn(record)
      open = incident ? (knownOf(incident, body) ?? { incident, own: [] }) : undefined
      if (incident && open) {
        services.delete(open.incident.key)
        open.incident = incident
        services.set(incident.key, open)
      }
    } else if (kind === 'session.attach' || kind === 'journal.open') open = undefined
    if (body['runId'] === undefined) open?.own.push(record)
    else
      for (const { incident, own } of services.values()) {
        if (sameCluster(body['identity'], incident.identity) && isSame(serviceRefIn(body), incident.ref))
          own.push(record)
      }
  }
  return services
}

function viewOf(
  { ref, environment }: Incident,
  part: readonly JournalRecord[],
  runOf: (runId: string) => Run | null
): IncidentView | null {
  const [first] = part
  const last = part.at(-1)
  // What a proof wrote hours after its service was left is no incident that anybody opened.
  if (!first || !last || first.body['runId'] !== undefined) return null
  const runId = part.findLast(({ kind }) => kind === 'confirm')?.body['runId']
  const run = typeof runId === 'string' ? runOf(runId) : null
  return {
    firstSeq: first.seq,
    ref,
    environment: environment.name,
    kind: environment.kind,
    startedAt: first.t,
    lastAt: last.t,
    end: endOf(run),
    text: run?.words.title ?? ''
  }
}

function endOf(run: Run | null): IncidentEnd {
  if (!run) return 'read'
  if (run.state !== 'settled') return 'underWay'
  if (run.attested) return 'attested'
  if (run.proved) return 'proved'
  if (run.outcome === 'cancelled' || run.outcome === null) return 'cancelled'
  return run.outcome === 'failed' || run.outcome === 'conflict' ? 'notApplied' : 'notProved'
}
