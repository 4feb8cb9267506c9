import type { ServiceRef } from '../../contract/index.ts'
import { sameCluster } from '../../contract/index.ts'
import { at, isJsonObject } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { workloadResource } from '../providers/kubernetes/workload.ts'
import { sameIncidentMs } from './incident-parts.ts'
import { partScope, type IncidentScope } from './incident-scope.ts'
import type { Incident } from './incident.ts'
import { isSame, serviceRefIn } from './service-ref-in.ts'

/**
 * The records of runs that changed a service together with others, while another one was open: what the run says as a whole, and
 * of its single steps those of this service. A run belongs to the incident that was under way when it was approved, also
 * where the service is opened only afterwards.
 * @param firstSeq number of the incident's first record; where it is not written yet the incident begins with the next one
 * @param isOver the incident ends with its last record, and is not added to
 */
export function besideScope(
  records: readonly JournalRecord[],
  incident: Incident,
  firstSeq: number,
  isOver: boolean
): IncidentScope {
  const first = records.find(({ seq }) => seq === firstSeq) ?? records.at(-1)
  const fromMs = first ? Date.parse(first.t) - sameIncidentMs : 0
  const last = isOver ? records.filter(partScope(incident, firstSeq)).at(-1) : undefined
  const untilMs = last ? Date.parse(last.t) + sameIncidentMs : Infinity
  return runsBeside(incident, fromMs, untilMs)
}

function runsBeside({ ref, identity }: Incident, fromMs: number, untilMs: number): IncidentScope {
  /** The service that each was approved for, by the run. */
  const runs = new Map<unknown, ServiceRef | null>()
  /** Attempts at other services. */
  const others = new Set<unknown>()
  return ({ kind, t, body }) => {
    const { runId, attemptId, target } = body
    if (runId === undefined || !sameCluster(body['identity'], identity)) return false
    const of = serviceRefIn(body)
    const isIn = Date.parse(t) >= fromMs && Date.parse(t) <= untilMs
    if (kind === 'confirm' && isIn && changes(body, ref)) runs.set(runId, of)
    const approvedFor = runs.get(runId)
    // What names a service of its own, as a watch does, is about that one.
    if (approvedFor === undefined || (of !== null && !isSame(approvedFor, of))) return false
    if (target !== undefined && !isAt(target, ref)) others.add(attemptId)
    return !others.has(attemptId)
  }
}

function changes({ besides }: JournalRecord['body'], ref: ServiceRef): boolean {
  return Array.isArray(besides) && besides.some((one: unknown) => isJsonObject(one) && isSame(serviceRefIn(one), ref))
}

function isAt(target: unknown, ref: ServiceRef): boolean {
  const is = (key: string, value: string): boolean => at(target, key) === value
  return is('namespace', ref.namespace) && is('name', ref.name) && is('resource', workloadResource(ref).resource)
}
