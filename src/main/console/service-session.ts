import { randomUUID } from 'node:crypto'
import type {
  ChartsView,
  DecisionView,
  EnvironmentView,
  OutputChange,
  Ownership,
  PodOutputView,
  Run,
  ServiceRef,
  ServiceView,
  Verdict,
  WhatChangedView,
  WireRequest
} from '../../contract/index.ts'
import { FailureError, failureOf, inDoubtSince, isMeasured, lastValue } from '../../contract/index.ts'
import { declinedOn, signalsSaid, judge, knownInDoubt, limitsOf, type Matrix } from '../decision/index.ts'
import type { PlacedPlan } from '../execute/index.ts'
import { writerByTarget } from '../connections/index.ts'
import { createPodOutput, type EvidenceBudget, type PodOutput } from '../pod-output/index.ts'
import { createPlanning, type HeldBy, type Wanted } from '../plan/index.ts'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import type { Levers, World } from '../ports/lever.ts'
import type { Place } from '../ports/place.ts'
import type { Traffic } from '../report/index.ts'
import { dataHostsNamed, sqlHostsNamed } from '../providers/azure/named-hosts.ts'
import { regionPanels } from '../providers/azure/region-panel.ts'
import { isIstiodDown } from '../providers/routes/istio/istiod.ts'
import { seenRoutes } from '../providers/routes/seen-routes.ts'
import { splitsOf } from '../providers/routes/split.ts'
import {
  createCharts,
  readWindow,
  pollMoreSignals,
  readFurtherBack,
  watchService,
  type Charts,
  type Observation,
  type ServiceUpdate
} from '../status/index.ts'
import { trapsFor, type ServiceFacts } from '../traps/index.ts'
import { createWhatChanged, type WhatChanged } from '../what-changed/index.ts'
import { changeEntries } from './change-entries.ts'
import { crossingEntries } from './crossing-entries.ts'
import { earlierVerdict } from './earlier-verdict.ts'
import type { EvidenceSubject } from './evidence-keeping.ts'
import { evidenceSources } from './evidence-sources.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { incidentKey } from './incident.ts'
import { operatorWords } from './operator-words.ts'
import type { KubeReader } from '../ports/kube.ts'
import type { PreventionOf } from './prevention-facts.ts'
import { proofMeasurements } from './proof-measurements.ts'
import { releaseEntries } from './release-entries.ts'
import { saidAccountIn, saidGroupIn } from './said-account.ts'
import { saidData } from './said-data.ts'
import { createStandingLookup, standingsIn } from './revision-standings.ts'

export interface ServiceSessionOptions {
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
  readonly onOutput: (output: PodOutputView | null) => void
  readonly onOutputChange: (change: OutputChange) => void
  readonly onChanges: (changes: WhatChangedView | null) => void
  readonly onCharts: (charts: ChartsView | null) => void
}

/** What of a service's cluster says what would have helped. */
export type PreventionSource = Pick<PreventionOf, 'ref' | 'objects' | 'prometheus' | 'errorLimit'> & {
  readonly context: string
  readonly reader: KubeReader
}

/** One opened service: what is observed, judged and planned. What is done outlives it. */
export interface ServiceSession {
  readonly ref: ServiceRef
  /** Logs and events of its pods. */
  readonly output: PodOutput
  /** What changed around it before the trouble. */
  readonly changes: WhatChanged
  /** Its golden signals over a longer time. */
  readonly charts: Charts
  /** Where a run on this service would go through, with what is normal as of now. */
  place(): Place
  /** The plan on the screen by its id; null when it is gone. */
  planned(planId: string): PlacedPlan | null
  prepare(wanted: Wanted): Promise<void>
  /** What a step of the plan on the screen sends; null when it is only known at its turn, or sends nothing. */
  requestOf(planId: string, stepId: string): WireRequest | null
  /** Records what is measured now, as what an approval was given on. */
  recordVerdict(): void
  /** What a command is judged by; null while the service has not been read. */
  readonly facts: () => ServiceFacts | null
  /** Somebody said something of the service: it is judged anew. */
  hear(record: JournalRecord): void
  /** What a decision not to act would be made of; null before the first verdict. */
  declineOn(): ReturnType<typeof declinedOn> | null
  /** What is to be kept of it; null while it has not been read. */
  evidence(): EvidenceSubject | null
  /**
   * The operator says what a panel asks; it is remembered for the service, once `agree` was asked about it.
   * @throws FailureError for what cannot be said, and what was not agreed to.
   */
  choose(of: ServiceRef, panel: string, value: string, agree: (what: string) => Promise<void>): Promise<void>
  /** Of what is worked out what would have helped; null while it has not been read. */
  prevention(): PreventionSource | null
  /** Starts over after a finished run. */
  dropPlan(): void
  /** Looks the revisions' standings up again, after a mark by the operator. */
  refreshStandings(): Promise<void>
  /** What is being done to the service, or was done last; null for nothing. */
  follow(run: Run | null): void
  close(): void
}

/** Follows a service and judges it on every change; plans when asked, and once by itself when the verdict is to roll back. */
export function openService(options: ServiceSessionOptions): ServiceSession {
  const { ref, environment, session, journal } = options
  const { connection, clock } = session
  const closing = new AbortController()
  const abort = closing.signal
  let view: ServiceView | null = null
  let raw: Observation | null = null
  let verdict: Verdict | null = null
  const incident = { key: incidentKey(environment.id, ref), ref, identity: connection.identity }
  /** The last verdict that was whole: of this session, or before it of the record. */
  let earlier = earlierVerdict(journal.records(), incident, clock.now().getTime())
  let recorded: Verdict | null = null
  const words = operatorWords(journal.records(), incident, clock.now().getTime())
  let update: ServiceUpdate | null = null
  /** Why the decision not to act was asked about again last. */
  let againSaid: string | null = null
  const limits = limitsOf(options.matrix)
  const recordRelease = releaseEntries(journal, incident, clock.now().getTime())
  const recordCrossing = crossingEntries(journal, incident, clock.now().getTime())
  const standings = createStandingLookup({ session, limits, recorded: options.recorded, abort })
  let account = saidAccountIn(journal.records(), incident)
  let group = saidGroupIn(journal.records(), incident)
  const planning = createPlanning({
    levers: options.levers,
    journal,
    newId: randomUUID,
    world,
    place,
    refresh: () => standings.refresh(raw),
    standingsOf: standingsIn({ session, limits, recorded: options.recorded }),
    traps,
    isWhole: () => update?.share?.kind !== 'reading',
    abort,
    onDecision: options.onDecision
  })

  /** What commands are judged by; null while it has not been read. What was read before is no longer current. */
  function facts(): ServiceFacts | null {
    const deployment = raw && lastValue(raw.deployment)
    const ownership = ownershipIn(view)
    if (!raw || !deployment || !ownership) {
      const isLost = raw?.deployment.state === 'unreachable' && options.lastFacts !== null
      return isLost ? { ...options.lastFacts, isCurrent: false } : null
    }
    const region = session.region.seen()
    return {
      ...(region?.state === 'value' ? { region: region.value } : {}),
      ownership,
      deployment,
      replicaSets: lastValue(raw.replicaSets) ?? [],
      ...podsOf(raw),
      canaries: lastValue(raw.canaries) ?? [],
      rollouts: lastValue(raw.rollouts) ?? [],
      context: connection.context,
      splits: splitsIn(raw, ref),
      isCurrent: raw.deployment.state === 'value',
      isMeshAway: isIstiodDown(raw.objects),
      waiting: '',
      // With the connection gone a look at the metrics fails, and says nothing about any revision.
      standings: raw.deployment.state === 'value' ? standings.list() : standings.lastMeasured()
    }
  }

  function traps(): DecisionView['traps'] {
    const known = facts()
    return known ? trapsFor({ ...known, commands: options.procedureCommands() }) : []
  }

  /** The moment that the P95 on the screen is compared with. */
  function seenNormalAt(): string | null {
    const normal = view?.signals.find(({ id }) => id === 'p95')?.normal
    return normal?.state === 'known' ? normal.observedAt : null
  }

  /** The service with what is in front of it. */
  function shown(of: ServiceView): ServiceView {
    const region = session.region.seen()
    return region ? { ...of, panels: [...of.panels, ...regionPanels(region)] } : of
  }

  function world(): World | null {
    if (!view || !raw) return null
    const region = session.region.seen()
    return {
      ...(region ? { region } : {}),
      ref,
      context: connection.context,
      service: view,
      objects: raw.objects,
      standings: standings.list(),
      neighbours: session.neighbours(ref.namespace),
      verdict,
      now: clock.now()
    }
  }

  function inDoubt(): string | null {
    return inDoubtSince(connection.link(), clock.now().getTime(), clock.speed)
  }

  function place(): Place {
    // What was normal before the rollback stays normal for its proof: afterwards the bad release lies before it.
    const normalAt = seenNormalAt()
    const azure = session.region.connection()
    return {
      environment,
      writer: writerByTarget(connection.writer, azure?.writer ?? null),
      ...(azure ? { azure: azure.reader } : {}),
      reader: connection.reader,
      clock,
      identity: connection.identity,
      context: connection.context,
      server: connection.server,
      user: connection.user,
      inDoubtSince: inDoubt,
      credential: `kubeconfig/${environment.connectionId}, context ${environment.context}`,
      limits,
      measurements: proofMeasurements(session, limits, () => normalAt ?? seenNormalAt())
    }
  }

  function judgeAnew({ view: seen, share, skewMs }: ServiceUpdate): void {
    const signals = [...further.before(seen.signals), ...more(), ...signalsSaid(words.reports(), clock.now())]
    const metrics = session.metrics()
    const current = (lastValue(seen.revisions) ?? []).find(({ isCurrent }) => isCurrent)
    const judged = judge({
      ref,
      signals,
      deployment: seen.deployment,
      serving: seen.serving ?? null,
      standing: current?.standing ?? 'none',
      share,
      matrix: options.matrix,
      now: clock.now(),
      speed: clock.speed,
      skewMs,
      ...(metrics.state === 'value' ? { reachMs: metrics.value.reachMs() } : {}),
      previous: earlier,
      declined: words.declined()
    })
    // Before it is sure that the connection is lost. Then what was known last takes over, with its age.
    const isInDoubt = seen.deployment.state === 'value' && (connection.link().state === 'failing' || inDoubt() !== null)
    const next = isInDoubt && verdict !== null ? knownInDoubt(verdict, judged) : judged
    verdict = next
    if (next.isComplete || next.decideBy !== null) earlier = next
    options.onVerdict(next)
    if (next.isCrossedEarlier === true) further.want(seen.signals)
    // What is written down is not taken back: it waits for what lies further back.
    const isDated = next.isCrossedEarlier !== true || !further.isAwaited()
    if (isDated) recordCrossing(next, signals)
    recordRelease(seen.deployment, { revisions: seen.revisions, crossedAt: isDated ? next.firstCrossedAt : null })
    askAgain(next)
    if (isDated) record(next)
    // It can neither be read anew nor be refuted.
    if (isInDoubt && planning.ready() !== null) return
    planning.consider()
  }

  /** That the decision not to act is asked about again is written down, and told, once. */
  function askAgain({ declined }: Verdict): void {
    const again = declined?.again ?? null
    // How bad it is by now changes all the time; that it is worse is one thing.
    const kind = again === null || declined === null ? null : `${declined.at} ${again.split(':')[0]}`
    if (kind === null || kind === againSaid) return
    againSaid = kind
    const text = `Asked again whether to act: ${again}`
    journal.append('note', { what: 'decision', ref, text }).catch(() => undefined)
    options.onAskedAgain(text)
  }

  /** Each verdict once, as soon as all of it is known. */
  function record(next: Verdict): void {
    const isSame =
      next.level === recorded?.level &&
      next.row === recorded.row &&
      next.firstCrossedAt === recorded.firstCrossedAt &&
      next.isCrossedEarlier === recorded.isCrossedEarlier &&
      // From when on it is measured again, the report has to know.
      (recorded === null || isMeasured(next) === isMeasured(recorded))
    if (!next.isComplete || isSame) return
    recorded = next
    const text = `${next.lead} ${next.rest}`.trimEnd()
    journal.append('verdict', { text, ref, verdict: next, traffic: trafficIn(view) }).catch(() => undefined)
  }

  const more = pollMoreSignals({
    namespace: ref.namespace,
    pods: () => (raw && lastValue(raw.pods)) ?? [],
    business: options.matrix.business,
    prometheus: () => session.prometheus(),
    clock,
    abort,
    onChange: () => update && judgeAnew(update)
  })

  const further = readFurtherBack({
    ref,
    metrics: () => session.metrics(),
    clock,
    abort,
    onChange: () => update && judgeAnew(update)
  })

  const output = createPodOutput({
    ref,
    connection,
    clock,
    journal,
    budget: options.evidence,
    pods() {
      const views = view && lastValue(view.pods)
      return views ? { views, objects: (raw && lastValue(raw.pods)) ?? [] } : null
    },
    replicaSet: () => {
      const current = ((view && lastValue(view.revisions)) ?? []).find(({ isCurrent }) => isCurrent)
      return current?.replicaSet ?? null
    },
    abort,
    onView: options.onOutput,
    onChange: options.onOutputChange
  })

  const changes = createWhatChanged({
    ref,
    connection,
    clock,
    followed: () => raw,
    verdict: () => verdict,
    abort,
    onView: options.onChanges,
    onRead: changeEntries(journal)
  })

  const charted = {
    ref,
    context: connection.context,
    workload: () => view?.signals.find(({ workload }) => workload !== undefined)?.workload ?? ref.name,
    prometheus: () => session.prometheus(),
    limits,
    clock
  }
  const charts = createCharts({ ...charted, abort, onView: options.onCharts })

  watchService(
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
      update = next
      view = next.view
      raw = next.raw
      tellData()
      options.onService(shown(view))
      standings.refreshWhenDue(raw)
      judgeAnew(next)
      output.podsChanged()
    }
  )

  /** Which data is meant, for whoever reads it. */
  function tellData(): void {
    const workload = raw && lastValue(raw.deployment)
    session.region.about(
      { chosen: account, named: dataHostsNamed(workload) },
      { chosen: group, named: sqlHostsNamed(workload) }
    )
  }

  session.region.subscribe(() => {
    if (!view) return
    options.onService(shown(view))
    planning.consider()
  }, abort)

  return {
    ref,
    output,
    changes,
    charts,
    place,
    recordVerdict(): void {
      // Without a text it is no line of the timeline.
      if (verdict)
        journal.append('verdict', { text: '', ref, verdict, traffic: trafficIn(view) }).catch(() => undefined)
    },
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
      if (!view || view.deployment.state === 'loading') {
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
      if (!view || !raw) return null
      const { reader, context } = connection
      const redacted = (value: unknown): unknown => journal.redacted(value)
      const signals = [...view.signals, ...more()]
      const { name } = environment
      const lastHour = (ending: AbortSignal) => readWindow(charted, 3_600, ending)
      const about = { ref, environment: name, context, reader, raw, view, signals, verdict, lastHour, redacted }
      return { ref, environment: name, sources: evidenceSources(about) }
    },
    prevention: () =>
      raw && {
        ref,
        context: connection.context,
        reader: connection.reader,
        prometheus: session.prometheus(),
        objects: raw.objects,
        errorLimit: actLimit(options.matrix)
      },
    hear(record) {
      words.take(record)
      if (update) judgeAnew(update)
    },
    declineOn: () =>
      verdict && view
        ? declinedOn(verdict, [...view.signals, ...more(), ...signalsSaid(words.reports(), clock.now())])
        : null,
    async choose(of, panel, value, agree) {
      if (incidentKey(environment.id, of) !== incident.key)
        throw new FailureError(failureOf('badInput', 'Nothing asks for that.'))
      const region = session.region.seen()
      const subscription = region?.state === 'value' ? region.value.profile.subscription : null
      const { id, note, now } = saidData(panel, value, ref.name, subscription)
      if (id !== '') await agree(id)
      // The dialog may have stood open for long.
      if (abort.aborted) throw new FailureError(failureOf('conflict', `${ref.name} is not open any more.`))
      await journal.append('note', { ...note, ref })
      if (now.of === 'account') account = now.name
      else group = now.name
      tellData()
    },
    dropPlan: () => planning.drop(),
    refreshStandings: () => standings.refresh(raw),
    follow(run) {
      planning.hold(heldBy(run), run?.planId ?? null)
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

function heldBy(run: Run | null): HeldBy | null {
  if (run === null) return null
  if (run.state === 'settled') return run.proved ? 'proved' : null
  return run.state === 'verifying' ? 'proving' : 'acting'
}

/** What users send now and what of it fails; null while one of both is unknown. */
function trafficIn(view: ServiceView | null): Traffic | null {
  const [rate, errors] = (['requestRate', 'errorRatio'] as const).map(
    (wanted) => view?.signals.find(({ id }) => id === wanted)?.measure
  )
  if (rate?.state !== 'known' || errors?.state !== 'known') return null
  return { requestsPerSecond: rate.value, errorRatio: errors.value }
}

/** Its pods, where they can be read. */
function podsOf({ pods }: Observation): Pick<ServiceFacts, 'pods'> {
  const read = lastValue(pods)
  return read === undefined ? {} : { pods: read }
}

/** The rules that reach the service; none while they are still being read. */
function splitsIn({ objects }: Observation, { namespace, name }: ServiceRef): ServiceFacts['splits'] {
  const seen = seenRoutes(objects)
  return seen === null ? [] : splitsOf(seen, namespace, name)
}

/** Null while it has not been read. */
function ownershipIn(view: ServiceView | null): Ownership | null {
  return view?.ownership.state === 'value' ? view.ownership.value : null
}
