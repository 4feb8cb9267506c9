import type { EnvironmentView, ServiceRef } from '../../contract/index.ts'
import { sameCluster } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { besideScope } from './beside-runs.ts'
import { incidentBody, incidentKey, type Incident } from './incident.ts'
import { goingOnSince, incidentAt, lastIncident, type RecordedIncident } from './incident-records.ts'
import { isPause } from './incident-parts.ts'
import {
  clusterScope,
  environmentScope,
  environmentsOf,
  incidentScope,
  partScope,
  type IncidentScope
} from './incident-scope.ts'
import type { KeptJournal } from './kept-journal.ts'

/** What is being recorded about: an incident, or the environment that was connected to last. */
export interface OpenIncident {
  readonly incident: () => Incident | null
  /** Where what is shown happened; null before anything was opened. */
  readonly environment: () => EnvironmentView | null
  /** What is being connected to, or could not be, as long as nothing was read of it; null when `environment` tells. */
  readonly unread: () => EnvironmentView | null
  /** Of the records that belong to it; to be asked about all of them, from the first. */
  readonly scope: () => IncidentScope
  /** Nothing that was recorded until now belongs to it. */
  readonly beginHere: () => void
  /** Another environment begins with an empty record; the same one goes on with its own. */
  readonly connecting: (environment: EnvironmentView) => void
  readonly attach: (to: { environment: EnvironmentView; identity: string; user: string }) => Promise<void>
  /** Starts an incident, or takes up the one that was left open for the same service; also while nothing can be written. */
  readonly enterService: (to: Omit<Incident, 'key'>) => Promise<void>
  /**
   * Takes up an incident without its cluster, by the number of its first record or the last one, and says whether it was
   * over; null when none is recorded.
   * @throws FailureError `notFound` for a number that no incident begins with
   */
  readonly enterRecorded: (
    firstSeq: number | undefined
  ) => Promise<{ readonly incident: Incident; readonly isOver: boolean } | null>
  readonly leaveService: () => void
}

export interface OpenIncidentOptions {
  readonly journal: () => KeptJournal
  readonly clock: Clock
  /** Called when something else is recorded about. */
  readonly onTurn: () => void
}

/** Begins with nothing open. */
export function createOpenIncident({ journal, clock, onTurn }: OpenIncidentOptions): OpenIncident {
  let incident: Incident | null = null
  let incidentSeq = 0
  /** It was opened to read on in it: what happened to the service later is none of it. */
  let isEarlier = false
  let attached: Pick<Incident, 'environment' | 'identity'> | null = null
  let attachedSeq = 0
  /** The environment that was to be connected to last. */
  let wanted: EnvironmentView | null = null

  const environment = (): EnvironmentView | null => (incident ?? attached)?.environment ?? null

  function enter(next: Incident, firstSeq: number, isOver: boolean): void {
    incident = next
    isEarlier = isOver
    incidentSeq = firstSeq
    onTurn()
  }

  return {
    incident: () => incident,
    environment,
    unread: () => (environment() === null ? wanted : null),
    scope() {
      const others = incident ? environmentsOf(journal().records(), incident.identity) : undefined
      const ofEnvironment = environmentScope(environment()?.id ?? wanted?.id ?? null, others)
      const inside = incident
        ? (isEarlier ? partScope : incidentScope)(incident, incidentSeq)
        : clusterScope(attached?.identity ?? null, attachedSeq)
      const beside = incident ? besideScope(journal().records(), incident, incidentSeq, isEarlier) : () => false
      return (record) => {
        // Each is to be asked about every record.
        const [isInside, isBeside] = [inside(record), beside(record)]
        return (isInside || isBeside) && ofEnvironment(record)
      }
    },
    beginHere() {
      attachedSeq = journal().nextSeq()
      onTurn()
    },
    connecting(to) {
      if (wanted !== null && wanted.id !== to.id) {
        attached = null
        attachedSeq = agreedSince(journal().records(), to.id) ?? journal().nextSeq()
      }
      wanted = to
      onTurn()
    },
    async attach(to) {
      const { environment: view, identity, user } = to
      ;(await journal().opened()).setPurpose(view.kind === 'drill' ? 'practice' : 'real')
      // A context may lead to another cluster than it did before.
      if (attached && !sameCluster(attached.identity, identity)) attachedSeq = journal().nextSeq()
      await journal().appendIfWritable('session.attach', {
        text: `Connected to ${view.name} (${view.kindUnset ? 'counts as ' : ''}${view.kind}), context ${view.context}${user ? `, as ${user}` : ''}`,
        environment: view,
        identity,
        user
      })
      attached = { environment: view, identity }
      onTurn()
    },
    async enterService(to) {
      const next: Incident = { ...to, key: incidentKey(to.environment.id, to.ref) }
      const earlier = (await journal().opened()).records().filter(incidentScope(next, 0))
      const since = goingOnSince(earlier, clock.now().getTime())
      const record = await journal().appendIfWritable('observe', {
        text: `${since === null ? 'Opened' : 'Came back to'} ${nameOf(to.ref)}`,
        ...incidentBody(next)
      })
      enter(next, since ?? record?.seq ?? journal().nextSeq(), false)
    },
    async enterRecorded(firstSeq) {
      const all = (await journal().opened()).records()
      const chosen = firstSeq === undefined ? lastIncident(all) : incidentAt(all, firstSeq)
      if (!chosen) return null
      const isOver = isPause(lastOf(all, chosen), clock.now().getTime())
      const text = `Opened the record of ${nameOf(chosen.incident.ref)}, without its cluster`
      await journal().appendIfWritable('observe', { text, ...incidentBody(chosen.incident, chosen.firstSeq) })
      enter(chosen.incident, chosen.firstSeq, true)
      return { incident: chosen.incident, isOver }
    },
    leaveService() {
      incident = null
      onTurn()
    }
  }
}

/** Where what was agreed to begins that an environment is opened by; null where nothing was asked. */
function agreedSince(all: readonly JournalRecord[], environmentId: string): number | null {
  const last = all.findLastIndex(({ kind, body }) => kind !== 'note' || body['environmentId'] !== environmentId)
  return all[last + 1]?.seq ?? null
}

/** The last record of an incident that is not only of somebody who read in it later. */
function lastOf(all: readonly JournalRecord[], { incident, firstSeq }: RecordedIncident): JournalRecord | undefined {
  return all.filter(partScope(incident, firstSeq)).findLast(({ kind, body }) => {
    return kind !== 'observe' || body['since'] === undefined
  })
}

function nameOf({ namespace, name }: ServiceRef): string {
  return `${namespace}/${name}`
}
