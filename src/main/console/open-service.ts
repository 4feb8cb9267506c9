import { randomUUID } from 'node:crypto'
import type { DecisionView, EnvironmentView, ServiceRef, ServiceView, Verdict } from '../../contract/index.ts'
import { FailureError, failureOf, lastValue } from '../../contract/index.ts'
import { limitsOf, type Matrix } from '../decision/index.ts'
import type { EvidenceBudget } from '../pod-output/index.ts'
import { createPlanning } from '../plan/index.ts'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import type { Levers, World } from '../ports/lever.ts'
import type { Place } from '../ports/place.ts'
import { regionPanels } from '../providers/azure/region-panel.ts'
import { watchService, type ServiceUpdate } from '../status/index.ts'
import { trapsFor, type ServiceFacts } from '../traps/index.ts'
import { createAsking } from './asked-for.ts'
import { createDataChoice } from './data-choice.ts'
import { endpointEntries } from './endpoint-entries.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { evidenceSources } from './evidence-sources.ts'
import { heldByRun } from './held-by-run.ts'
import { incidentKey } from './incident.ts'
import { createStandingLookup, standingsIn } from './revision-standings.ts'
import { serviceFacts } from './service-facts.ts'
import { createServiceLooks, type ServiceLooksOptions } from './service-looks.ts'
import { servicePlace } from './service-place.ts'
import type { ServiceSession } from './service-session.ts'
import { createServiceVerdict } from './service-verdict.ts'

export interface OpenServiceOptions extends Pick<
  ServiceLooksOptions,
  'onOutput' | 'onOutputChange' | 'onChanges' | 'onCharts'
> {
  readonly ref: ServiceRef
  readonly environment: EnvironmentView
  readonly session: EnvironmentSession
  readonly matrix: Matrix
  readonly journal: Journal
  /** Of what may be kept of logs and events in this start. */
  readonly evidence: EvidenceBudget
  /** What the journal says of an object by its uid, oldest first. */
  readonly recorded: (uid: string) => readonly JournalRecord[]
  /** What commands were judged by when the service was open before; null for nothing. */
  readonly lastFacts: ServiceFacts | null
  readonly levers: Levers
  /** The procedure's commands for this service, for the traps. */
  readonly procedureCommands: () => readonly string[]
  readonly onService: (view: ServiceView) => void
  readonly onVerdict: (verdict: Verdict) => void
  /** The decision not to act is asked about again. */
  readonly onAskedAgain: (text: string) => void
  readonly onDecision: (decision: DecisionView) => void
}

/** Follows a service and judges it on every change; plans when asked, and once by itself when the verdict is to roll back. */
export function openService(options: OpenServiceOptions): ServiceSession {
  const { ref, environment, session, journal, matrix } = options
  const { connection, clock } = session
  const closing = new AbortController()
  const abort = closing.signal
  /** What was observed last. */
  let latest: ServiceUpdate | null = null
  const incident = { key: incidentKey(environment.id, ref), ref, identity: connection.identity }
  const limits = limitsOf(matrix)
  const standings = createStandingLookup({ session, limits, recorded: options.recorded, abort })
  const data = createDataChoice({
    environmentId: environment.id,
    incident,
    region: session.region,
    journal,
    workload: () => (latest ? lastValue(latest.raw.deployment) : undefined),
    abort
  })
  const planning = createPlanning({
    levers: options.levers,
    journal,
    newId: randomUUID,
    world,
    place,
    refresh: () => standings.refresh(latest?.raw ?? null),
    standingsOf: standingsIn({ session, limits, recorded: options.recorded }),
    traps,
    isWhole: () => latest?.share?.kind !== 'reading',
    abort,
    onDecision: options.onDecision
  })
  const judged = createServiceVerdict({
    incident,
    session,
    matrix,
    journal,
    latest: () => latest,
    planning,
    abort,
    onVerdict: options.onVerdict,
    onAskedAgain: options.onAskedAgain
  })

  function facts(): ServiceFacts | null {
    const { lastFacts } = options
    return serviceFacts(latest, {
      ref,
      context: connection.context,
      now: clock.now(),
      region: session.region.seen(),
      standings,
      lastFacts
    })
  }

  function traps(): DecisionView['traps'] {
    const known = facts()
    return known ? trapsFor({ ...known, commands: options.procedureCommands() }) : []
  }

  /** The moment that the P95 on the screen is compared with. */
  function seenNormalAt(): string | null {
    const normal = latest?.view.signals.find(({ id }) => id === 'p95')?.normal
    return normal?.state === 'known' ? normal.observedAt : null
  }

  /** The service with all that is measured of it, and with what is in front of it. */
  function shown(update: ServiceUpdate): ServiceView {
    const region = session.region.seen()
    const of = { ...update.view, signals: judged.measured(update) }
    return region ? { ...of, panels: [...of.panels, ...regionPanels(region)] } : of
  }

  function world(): World | null {
    if (!latest) return null
    const region = session.region.seen()
    return {
      ...(region ? { region } : {}),
      ref,
      context: connection.context,
      service: latest.view,
      share: latest.share,
      objects: latest.raw.objects,
      standings: standings.list(),
      neighbours: session.neighbours(ref.namespace),
      verdict: judged.current(),
      now: clock.now()
    }
  }

  function place(): Place {
    const asking = createAsking({ session, matrix, verdict: () => judged.current() })
    return servicePlace({ environment, session, limits, normalAt: seenNormalAt, asking })
  }

  const looks = createServiceLooks({
    ref,
    session,
    journal,
    limits,
    budget: options.evidence,
    latest: () => latest,
    verdict: () => judged.current(),
    abort,
    onOutput: options.onOutput,
    onOutputChange: options.onOutputChange,
    onChanges: options.onChanges,
    onCharts: options.onCharts
  })

  const showAgain = watchService(
    {
      connection,
      ref,
      metrics: () => session.metrics(),
      limits,
      clock,
      abort,
      standings: () => standings.byReplicaSet()
    },
    (next) => {
      latest = next
      data.tell()
      options.onService(shown(next))
      standings.refreshWhenDue(next.raw)
      judged.judge(next)
      looks.output.podsChanged()
    }
  )

  const recordEndpoints = endpointEntries(journal, incident, clock.now().getTime(), session.region.endpoints)
  session.region.subscribe(() => {
    const region = session.region.seen()
    if (region) recordEndpoints(region)
    if (!latest) return
    options.onService(shown(latest))
    planning.consider()
  }, abort)

  return {
    ref,
    output: looks.output,
    changes: looks.changes,
    charts: looks.charts,
    place,
    recordVerdict: () => judged.record(),
    planned(planId) {
      const ready = planning.ready()
      return ready?.plan.id === planId ? { ...ready, place: place() } : null
    },
    requestOf(planId, stepId) {
      const ready = planning.ready()
      const step = ready?.plan.id === planId ? ready.steps.find(({ id }) => id === stepId) : undefined
      return step?.kind === 'do' && step.sends.kind === 'fixed' ? step.sends.request : null
    },
    async prepare(wanted) {
      if (!latest || latest.view.deployment.state === 'loading') {
        throw new FailureError(
          failureOf('missing', `${ref.name} has not been read yet.`, {
            remedy: 'Wait for the first reading.',
            retryable: true
          })
        )
      }
      await planning.prepare(wanted)
    },
    facts,
    evidence() {
      if (!latest) return null
      const { raw, view } = latest
      const { reader, context } = connection
      const redacted = (value: unknown): unknown => journal.redacted(value)
      const signals = judged.measured(latest)
      const verdict = judged.current()
      const { name } = environment
      const sinceBefore = (ending: AbortSignal) => looks.sinceBefore(ending)
      const about = { ref, environment: name, context, reader, raw, view, signals, verdict, sinceBefore, redacted }
      return { ref, environment: name, sources: evidenceSources(about) }
    },
    prevention: () =>
      latest && {
        ref,
        context: connection.context,
        reader: connection.reader,
        prometheus: session.prometheus(),
        objects: latest.raw.objects,
        errorLimit: actLimit(matrix)
      },
    hear: (record) => judged.hear(record),
    declineOn: () => judged.declineOn(),
    choose: (of, panel, value, agree) => data.choose(of, panel, value, agree),
    dropPlan: () => planning.drop(),
    refreshStandings() {
      const seen = latest?.raw ?? null
      // What was marked holds at once; the rest is looked up, which takes seconds.
      standings.markAgain(seen)
      showAgain()
      return standings.refresh(seen)
    },
    follow(run) {
      planning.hold(heldByRun(run), run?.planId ?? null)
    },
    close() {
      closing.abort()
    }
  }
}

/** The share of errors at which the matrix asks to roll back; 0 where it has no such row. */
function actLimit({ rows }: Matrix): number {
  return rows.find(({ signal, level }) => signal === 'errorRatio' && level === 'rollBack')?.min ?? 0
}
