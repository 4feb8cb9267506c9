import type { Signal, Verdict } from '../../contract/index.ts'
import { declinedOn, knownInDoubt, signalsSaid, type Matrix } from '../decision/index.ts'
import type { Planning } from '../plan/index.ts'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import { pollMoreSignals, readFurtherBack, type ServiceUpdate } from '../status/index.ts'
import { askedAgain } from './asked-again.ts'
import { crossingEntries } from './crossing-entries.ts'
import { earlierVerdict } from './earlier-verdict.ts'
import type { EnvironmentSession } from './environment-session.ts'
import type { Incident } from './incident.ts'
import { judgeUpdate } from './judge-update.ts'
import { operatorWords } from './operator-words.ts'
import { provedLast } from './proved-at.ts'
import { releaseEntries } from './release-entries.ts'
import { doubtOf } from './service-place.ts'
import { verdictEntries } from './verdict-entries.ts'
import { podsSeen } from './pods-seen.ts'

export interface ServiceVerdictOptions {
  readonly incident: Pick<Incident, 'key' | 'ref' | 'identity'>
  readonly session: EnvironmentSession
  readonly matrix: Matrix
  readonly journal: Journal
  /** What was observed last; null before the first reading. */
  readonly latest: () => ServiceUpdate | null
  readonly planning: Pick<Planning, 'ready' | 'consider'>
  readonly abort: AbortSignal
  readonly onVerdict: (verdict: Verdict) => void
  /** The decision not to act is asked about again. */
  readonly onAskedAgain: (text: string) => void
}

/** How a service is judged: by what is measured, what lies further back, and what the operator said. */
export interface ServiceVerdict {
  /** Null before the first. */
  current(): Verdict | null
  /** Judges anew, and has it planned upon. */
  judge(update: ServiceUpdate): void
  /** Somebody said something of the service: it is judged anew. */
  hear(record: JournalRecord): void
  /** All that is measured of what was observed. */
  measured(update: ServiceUpdate): readonly Signal[]
  /** What a decision not to act would be made of; null before the first verdict. */
  declineOn(): ReturnType<typeof declinedOn> | null
  /** Writes down what is measured now, as what an approval was given on. */
  record(): void
}

export function createServiceVerdict(options: ServiceVerdictOptions): ServiceVerdict {
  const { incident, session, matrix, journal, latest, planning, abort } = options
  const { connection, clock } = session
  const { ref } = incident
  const beganMs = clock.now().getTime()
  let verdict: Verdict | null = null
  /** The last verdict that was whole: of this session, or before it of the record. */
  let earlier = earlierVerdict(journal.records(), incident, beganMs)
  const words = operatorWords(journal.records(), incident, beganMs)
  const recordRelease = releaseEntries(journal, incident, beganMs)
  const recordCrossing = crossingEntries(journal, incident, beganMs)
  const provedAt = provedLast(journal, incident)
  const entries = verdictEntries(journal, ref)
  const askAgain = askedAgain(journal, ref, options.onAskedAgain)

  const more = pollMoreSignals({
    namespace: ref.namespace,
    pods: () => podsSeen(latest()),
    isMemoryJudged: matrix.rows.some(({ signal }) => signal === 'memoryLeft'),
    business: matrix.business,
    prometheus: () => session.prometheus(),
    clock,
    abort,
    onChange: judgeLatest
  })

  const further = readFurtherBack({
    ref,
    metrics: () => session.metrics(),
    clock,
    abort,
    onChange: judgeLatest
  })

  function judgeLatest(): void {
    const update = latest()
    if (update) judgeAnew(update)
  }

  function judgeAnew(update: ServiceUpdate): void {
    const { view: seen } = update
    const signals = [...further.before(seen.signals), ...more(), ...signalsSaid(words.reports(), clock.now())]
    const declined = words.declined()
    const judged = judgeUpdate(update, {
      ref,
      session,
      matrix,
      signals,
      previous: earlier,
      declined,
      provedAt: provedAt()
    })
    // Before it is sure that the connection is lost. Then what was known last takes over, with its age.
    const isInDoubt =
      seen.deployment.state === 'value' && (connection.link().state === 'failing' || doubtOf(session) !== null)
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
    if (isDated) entries.take(next, seen)
    // It can neither be read anew nor be refuted.
    if (isInDoubt && planning.ready() !== null) return
    planning.consider()
  }

  const measured = ({ view }: ServiceUpdate): readonly Signal[] => [...view.signals, ...more()]

  return {
    current: () => verdict,
    judge: judgeAnew,
    measured,
    hear(record) {
      words.take(record)
      judgeLatest()
    },
    declineOn() {
      const update = latest()
      if (!verdict || !update) return null
      return declinedOn(verdict, [...measured(update), ...signalsSaid(words.reports(), clock.now())])
    },
    record() {
      const update = latest()
      if (verdict && update) entries.measured(verdict, update.view)
    }
  }
}
