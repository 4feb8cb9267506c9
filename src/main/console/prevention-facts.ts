import type { ReportView, ServiceRef, Verdict } from '../../contract/index.ts'
import { asksForChange } from '../../contract/verdict.ts'
import { isJsonObject } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { errorExpression, type At, type PreventionFacts, type RunInPast } from '../prevention/index.ts'
import { builtinChecks, readAnalysis, type BuiltinCheck } from '../providers/flagger/analysis.ts'
import { readCanary } from '../providers/flagger/canary.ts'
import { flaggerController } from '../providers/flagger/controller.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { canaryEvents, eventsOfRun, type CanaryEvent } from '../providers/flagger/run-events.ts'
import { objectsIn, watchedIds } from '../providers/flagger/watched.ts'
import { readAnswered, readFlaggerCheck, type Prometheus } from '../providers/prometheus/index.ts'
import { wellAgainAt } from '../report/index.ts'

export interface PreventionOf {
  readonly ref: ServiceRef
  readonly objects: WatchedObjects
  readonly prometheus: Prometheus | null
  readonly errorLimit: number
  /** Of the incident. */
  readonly records: readonly JournalRecord[]
  readonly fields: ReportView['fields']
  readonly now: number
}

/** How long before a run the primary is looked at. */
const calmMs = 1_800_000
/** Values of one check that are read: some every 5 s of an hour. */
const mostValues = 720
const leastStepSeconds = 5

/**
 * What the record and the recorded metrics have of an incident. The metrics are read with Flagger's own queries, over the run
 * and over the half hour before it.
 * @throws FailureError when Prometheus does not answer
 */
export async function preventionFacts(of: PreventionOf, abort: AbortSignal): Promise<PreventionFacts> {
  const { ref, objects, prometheus, errorLimit, records, fields, now } = of
  const found = canaryOf(ref, objectsIn(objects, watchedIds.canaries))
  const canary = found.kind === 'one' ? canaryFacts(found.object, objects) : null
  const harm = harmIn(records, fields, now)
  const run = found.kind === 'one' ? runIn(canaryEvents(objectsIn(objects, watchedIds.events), found.canary.uid)) : null
  const errors =
    harm === null || prometheus === null
      ? []
      : await errorsIn(of.ref, canary?.target ?? ref.name, harm, prometheus, abort)
  const read = run !== null && harm !== null && prometheus !== null && canary?.read.kind === 'read'
  const measured = read
    ? await measure({ ref, canary, run, until: Math.min(now, harm.to), prometheus }, abort)
    : nothing
  return {
    ref,
    harm,
    seenAt: timeOf(records, ({ firstCrossedAt }) => firstCrossedAt !== null),
    askedAt: timeOf(records, ({ level }) => asksForChange(level)),
    sentAt: ms(records.find(({ kind }) => kind === 'intent')?.t),
    errorLimit,
    canary,
    run,
    errors,
    ...measured,
    calmMs,
    now
  }
}

const nothing = { values: new Map(), calm: new Map(), requestsPerSecond: null } as const

function canaryFacts(
  object: Parameters<typeof readCanary>[0],
  objects: WatchedObjects
): NonNullable<PreventionFacts['canary']> {
  const { hooks, analysisField, target } = readCanary(object)
  const deployments = [...objectsIn(objects, watchedIds.controller), ...objectsIn(objects, watchedIds.otherController)]
  return {
    object,
    read: readAnalysis(object),
    hookTypes: hooks.map(({ type }) => type),
    field: analysisField,
    target: target.name,
    flaggerNamespace: flaggerController(deployments)?.namespace ?? ''
  }
}

/** The time in which users saw errors, as the report has it. */
function harmIn(
  records: readonly JournalRecord[],
  { startedAt, restoredAt }: ReportView['fields'],
  now: number
): PreventionFacts['harm'] {
  const from = ms(startedAt.value)
  if (from === null) return null
  const well =
    restoredAt.source === 'operator' ? restoredAt.value : wellAgainAt(records, startedAt.value, restoredAt.value).at
  const to = ms(well)
  return { from, to: Math.max(from, to ?? now), isOver: to !== null }
}

/** The newest run, by Flagger's own events (fluxcd/flagger pkg/controller/scheduler.go). */
function runIn(events: readonly CanaryEvent[]): RunInPast | null {
  const own = eventsOfRun(events)
  const at = (form: RegExp, from = -Infinity): number | null =>
    ms(own.find((event) => form.test(event.message) && (ms(event.at) ?? -Infinity) >= from)?.at)
  const startMs = at(/^Starting canary analysis for /)
  if (startMs === null) return null
  const endedAt = at(/^Canary failed! Scaling down /, startMs)
  const byThreshold = at(/^Rolling back \S+ failed checks threshold reached /, startMs) !== null
  return {
    startMs,
    ended: endedAt === null ? null : { at: endedAt, byThreshold },
    promotedAt: at(/^Copying \S+ template spec to /, startMs)
  }
}

interface Measuring {
  readonly ref: ServiceRef
  readonly canary: NonNullable<PreventionFacts['canary']>
  readonly run: RunInPast
  readonly until: number
  readonly prometheus: Prometheus
}

/** What Flagger measured of the release, of the primary before it, and how many requests there were. */
async function measure(
  { ref, canary, run, until, prometheus }: Measuring,
  abort: AbortSignal
): Promise<Pick<PreventionFacts, 'values' | 'calm' | 'requestsPerSecond'>> {
  const { namespace } = ref
  const { startMs } = run
  const [primary, { target }] = [`${canary.target}-primary`, canary]
  const window = (check: BuiltinCheck): number => {
    const known =
      canary.read.kind === 'read' ? canary.read.analysis.checks.find(({ name }) => name === check) : undefined
    return Math.max(1, Math.round((known?.windowMs ?? 60_000) / 1_000))
  }
  const range = (workload: string, from: number, to: number) => ({
    namespace,
    workload,
    fromAt: new Date(from).toISOString(),
    toAt: new Date(to).toISOString(),
    stepSeconds: leastStepSeconds * Math.max(1, Math.ceil((to - from) / 1_000 / leastStepSeconds / mostValues))
  })
  const during = range(target, startMs, Math.max(startMs, until))
  const before = range(primary, startMs - calmMs, startMs)
  const of = (which: typeof during) =>
    Promise.all(
      builtinChecks.map(
        async (check) => [check, await readFlaggerCheck(prometheus, check, which, window(check), abort)] as const
      )
    )
  const atStart = range(primary, startMs - 60_000, startMs)
  const [values, calm, answered] = await Promise.all([of(during), of(before), readAnswered(prometheus, atStart, abort)])
  return { values: new Map(values), calm: new Map(calm), requestsPerSecond: meanOf(answered) }
}

/** What an alert would have been asked, from a minute before the first crossing on. */
async function errorsIn(
  ref: ServiceRef,
  workload: string,
  { from, to }: NonNullable<PreventionFacts['harm']>,
  prometheus: Prometheus,
  abort: AbortSignal
): Promise<readonly At[]> {
  const [fromMs, step] = [from - 120_000, Math.max(15, Math.ceil((to - from) / 1_000 / mostValues))]
  const at = (ms: number): string => new Date(ms).toISOString()
  const series = await prometheus.queryRange(errorExpression(ref, workload), at(fromMs), at(to), step, abort)
  return (series[0]?.points ?? []).flatMap(({ at: when, value }) =>
    value !== null && Number.isFinite(value) ? [{ at: Date.parse(when), value }] : []
  )
}

function meanOf(values: readonly At[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, { value }) => sum + value, 0) / values.length
}

/** When a verdict like this was first recorded. */
function timeOf(records: readonly JournalRecord[], is: (verdict: Verdict) => boolean): number | null {
  const found = records.find(({ kind, body }) => {
    const { verdict } = body
    return kind === 'verdict' && isJsonObject(verdict) && is(verdict as unknown as Verdict)
  })
  return ms(found?.t)
}

function ms(at: string | undefined): number | null {
  const value = Date.parse(at ?? '')
  return Number.isNaN(value) ? null : value
}
