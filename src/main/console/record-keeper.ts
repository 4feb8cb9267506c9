import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type {
  ChecklistView,
  EnvironmentView,
  FeedName,
  LeverView,
  RecordView,
  RequestInput,
  ServiceRef
} from '../../contract/index.ts'
import { FailureError, failureOf, lastValue, sameCluster } from '../../contract/index.ts'
import type { Exchange } from '../connections/index.ts'
import { closedJournal, openJournal, watchForJumps } from '../journal/index.ts'
import type { Actions } from '../ports/action.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import type { SecretStore } from '../ports/secrets.ts'
import { commandsOf, renderReport, timelineOf } from '../report/index.ts'
import { createRunIndex, type RunIndex } from '../run/index.ts'
import { checklistReducer, checklistView, emptyProgress, loadRunbooks, toFillIn } from '../runbook/index.ts'
import { answerSummary } from './answer-summary.ts'
import type { FeedHub } from './feeds.ts'
import {
  goingOnSince,
  incidentBody,
  incidentIn,
  incidentPart,
  incidentKey,
  incidentRecords,
  isOf,
  lastIncident,
  recordsOnCluster,
  type Incident
} from './incident-records.ts'
import { lastPlanned } from './last-planned.ts'

/** Changes of these feeds change what the checklist or the report says. */
const inputs: readonly FeedName[] = ['service', 'verdict', 'decision', 'run', 'shell']

export interface RecordKeeperOptions {
  readonly journalDir: string
  readonly resourcesDir: string
  readonly clock: Clock
  readonly operator: string
  readonly version: string
  readonly feeds: FeedHub
  /** Keeps the head of the journal too. */
  readonly keychain: SecretStore
  /** The operator takes the journal's place as it is. */
  readonly anyPlace: boolean
  /** They read intents back. */
  readonly actions: Actions
}

/** Keeps the journal, and derives from it what the terminal, the timeline, the checklist and the report show. */
export function createRecordKeeper(options: RecordKeeperOptions) {
  const { feeds, clock } = options
  const runbooks = loadRunbooks(join(options.resourcesDir, 'runbooks'))
  let journal: Journal | null = null
  let index: RunIndex | null = null
  let opening: FailureError | null = null
  let incident: Incident | null = null
  /** The first record of the incident. */
  let incidentSeq = 0
  /** It was opened to read on in it: what happened to the service later is none of it. */
  let isEarlier = false
  /** Id of the environment that was to be connected to last. */
  let wanted: string | null = null
  /** What was connected to last; it heads the report while no service is open. */
  let attached: Pick<Incident, 'environment' | 'identity'> | null = null
  /** The first record since Backout turned to it. */
  let attachedSeq = 0
  let renderQueued = false
  let unsubscribeHealth: () => void = () => undefined
  let stopClockWatch: () => void = () => undefined
  /** Credentials that were named before the journal was there to look out for them. */
  const forbidden = new Set<string>()
  const saidOnce = new Set<string>()

  const ready = openJournal({
    dir: options.journalDir,
    clock: { now: () => clock.now() },
    app: { version: options.version },
    operator: options.operator,
    keychain: options.keychain,
    anyPlace: options.anyPlace
  }).then(
    (opened) => {
      journal = opened
      index = createRunIndex(opened, options.actions)
      for (const secret of forbidden) opened.forbid(secret)
      forbidden.clear()
      attachedSeq = nextSeq()
      opened.subscribe(queueRender)
      unsubscribeHealth = opened.onHealth(queueRender)
      // Of the computer, not of a drill, whose clock runs as fast as it is told to.
      stopClockWatch = watchForJumps({ wall: Date.now, steady: () => performance.now() }, (jump) => {
        opened.append('clock', { ...jump }).catch(() => undefined)
      })
      queueRender()
    },
    (error: unknown) => {
      opening = error instanceof FailureError ? error : new FailureError(failureOf('internal', String(error)))
      queueRender()
    }
  )
  const unsubscribe = feeds.subscribe(({ feed }) => {
    if (inputs.includes(feed)) queueRender()
  })

  async function opened(): Promise<Journal> {
    await ready
    if (journal) return journal
    const { failure } = opening ?? new FailureError(failureOf('internal', 'The journal is not open.'))
    return closedJournal(options.journalDir, failure)
  }

  function records(): readonly JournalRecord[] {
    const id = (incident ?? attached)?.environment.id ?? wanted
    return ofIncident().filter((record) => isOf(record, id))
  }

  function ofIncident(): readonly JournalRecord[] {
    const all = journal?.records() ?? []
    if (incident) return (isEarlier ? incidentPart : incidentRecords)(all, incident, incidentSeq)
    return attached
      ? recordsOnCluster(all, attached.identity, attachedSeq)
      : all.filter(({ seq }) => seq >= attachedSeq)
  }

  function nextSeq(): number {
    return (journal?.records().at(-1)?.seq ?? -1) + 1
  }

  /** Many records and readings arrive together; one rendering serves them all. */
  function queueRender(): void {
    if (renderQueued) return
    renderQueued = true
    setImmediate(() => {
      renderQueued = false
      render()
    })
  }

  function render(): void {
    const seen = records()
    feeds.set('record', recordView(seen))
    feeds.set('checklist', checklist(seen))
    feeds.set(
      'report',
      renderReport({
        records: seen,
        environment: (incident ?? attached)?.environment ?? null,
        service: incident?.ref ?? null,
        operator: options.operator,
        now: clock.now(),
        offsetMinutes: -new Date().getTimezoneOffset()
      })
    )
  }

  function recordView(seen: readonly JournalRecord[]): RecordView {
    const health = journal?.health()
    return {
      health:
        health?.state === 'healthy'
          ? { state: 'healthy', path: health.path, lastSeq: journal?.records().at(-1)?.seq ?? 0 }
          : {
              state: 'unhealthy',
              path: health?.path ?? options.journalDir,
              reason: health?.reason ?? opening?.failure.message ?? 'it is being opened',
              remedy: health?.remedy ?? opening?.failure.remedy ?? ''
            },
      commands: commandsOf(seen),
      timeline: timelineOf(seen)
    }
  }

  function checklist(seen: readonly JournalRecord[]): ChecklistView {
    const [runbook] = runbooks.runbooks
    if (!runbook) return { runbook: '', title: '', subtitle: '', tasks: [], problems: runbooks.problems }
    const { plan, levers } = feeds.value('decision')
    const service = feeds.value('service')
    const revisions = (service && lastValue(service.revisions)) ?? []
    const deployment = service && lastValue(service.deployment)
    const { links, record: alone } = feeds.value('shell')
    const isLost = alone !== null || links.some(({ id, state }) => id === 'apiServer' && state === 'failing')
    const planned = isLost && !plan ? lastPlanned(seen) : null
    const revision =
      plan?.choice['revision'] ?? planned?.revision ?? revisions.find(({ recommended }) => recommended)?.revision
    return {
      ...checklistView({
        runbook,
        progress: seen.reduce(checklistReducer, emptyProgress),
        values: {
          ...(incident
            ? { context: incident.context, namespace: incident.ref.namespace, service: incident.ref.name }
            : {}),
          ...(revision === undefined ? (isLost ? { revision: toFillIn } : {}) : { revision: String(revision) }),
          ...(deployment?.selector ? { selector: deployment.selector } : {})
        },
        live: {
          verdict: feeds.value('verdict'),
          plan,
          lever: leadingLever(levers)?.state ?? null,
          run: feeds.value('run'),
          now: clock.now().toISOString(),
          readOut: isLost ? { plannedAt: planned?.at ?? null, isKnown: revision !== undefined } : null
        }
      }),
      problems: runbooks.problems
    }
  }

  async function append(
    kind: Parameters<Journal['append']>[0],
    body: Readonly<Record<string, unknown>>
  ): Promise<JournalRecord> {
    return (await opened()).append(kind, body)
  }

  /**
   * For what is recorded of reading, which goes on without a record: null when the journal takes nothing, which the
   * window says and every change is refused for.
   * @throws FailureError when the record is refused for its content
   */
  async function appendIfWritable(
    kind: Parameters<Journal['append']>[0],
    body: Readonly<Record<string, unknown>>
  ): Promise<JournalRecord | null> {
    const to = await opened()
    try {
      return await to.append(kind, body)
    } catch (error) {
      if (to.health().state === 'healthy') throw error
      return null
    }
  }

  return {
    ready,
    /** Where what is shown happened; null before anything was opened. */
    environment: (): EnvironmentView | null => (incident ?? attached)?.environment ?? null,
    /** The service that what is shown is about; null while there is none. */
    service: (): ServiceRef | null => incident?.ref ?? null,
    /** What is shown is made of these. */
    records,
    journal: opened,
    /** What the journal says of runs; null while there is no journal. */
    index: (): RunIndex | null => index,
    /** Another environment begins with an empty record; the same one goes on with its own. */
    connecting({ id }: EnvironmentView): void {
      if (wanted !== null && wanted !== id) {
        attached = null
        attachedSeq = nextSeq()
      }
      wanted = id
      queueRender()
    },
    async attach(to: { environment: EnvironmentView; identity: string; user: string }): Promise<void> {
      const { environment, identity, user } = to
      ;(await opened()).setPurpose(environment.kind === 'drill' ? 'practice' : 'real')
      // A context may lead to another cluster than it did before.
      if (attached && !sameCluster(attached.identity, identity)) attachedSeq = nextSeq()
      await appendIfWritable('session.attach', {
        text: `Connected to ${environment.name} (${environment.kind}), context ${environment.context}${user ? `, as ${user}` : ''}`,
        environment,
        identity,
        user
      })
      attached = { environment, identity }
      queueRender()
    },
    /** Starts an incident, or takes up the one that was left open for the same service; also while nothing can be written. */
    async enterService(to: {
      environment: EnvironmentView
      ref: ServiceRef
      context: string
      identity: string
    }): Promise<void> {
      const { environment, ref } = to
      const key = incidentKey(environment.id, ref)
      const next: Incident = { ...to, key }
      const since = goingOnSince(incidentRecords((await opened()).records(), next, 0), clock.now().getTime())
      const record = await appendIfWritable('observe', {
        text: `${since === null ? 'Opened' : 'Came back to'} ${ref.namespace}/${ref.name}`,
        ...incidentBody(next)
      })
      incident = next
      isEarlier = false
      incidentSeq = since ?? record?.seq ?? nextSeq()
      queueRender()
    },
    /**
     * Takes up an incident without its cluster, by the number of its first record or the last one; null when none is recorded.
     * @throws FailureError `notFound` for a number that no incident begins with
     */
    async enterRecorded(firstSeq: number | undefined): Promise<Incident | null> {
      const all = (await opened()).records()
      const wanted = firstSeq === undefined ? lastIncident(all) : incidentAt(all, firstSeq)
      if (!wanted) return null
      const { namespace, name } = wanted.incident.ref
      const text = `Opened the record of ${namespace}/${name}, without its cluster`
      await appendIfWritable('observe', { text, ...incidentBody(wanted.incident, wanted.firstSeq) })
      incident = wanted.incident
      isEarlier = true
      incidentSeq = wanted.firstSeq
      queueRender()
      return incident
    },
    leaveService(): void {
      incident = null
      queueRender()
    },
    exchange(exchange: Exchange, environmentId: string): void {
      const { label, command, request, status, durationMs, failure, body } = exchange
      append('command', {
        environmentId,
        label,
        command,
        request,
        status,
        durationMs,
        outcome: null,
        result: failure && status === null ? failure.message : `${status} · ${Math.round(durationMs)} ms`,
        detail: failure?.message ?? answerSummary(body)
      }).catch(() => undefined)
    },
    /** This value is taken out of every record from now on. */
    forbid(secret: string): void {
      if (journal) journal.forbid(secret)
      else forbidden.add(secret)
    },
    /** Notes what does not change from one connecting to the next, once. */
    sayOnce(text: string): void {
      if (saidOnce.has(text)) return
      saidOnce.add(text)
      appendIfWritable('note', { what: 'connections', text }).catch(() => undefined)
    },
    /** Says what was done to a connection, which has happened whether or not it can be recorded. */
    note: (what: string, text: string) => appendIfWritable('note', { what, text }),
    mark: (mark: Omit<RequestInput<'standing.mark'>, 'note'> & { note: string }) =>
      append('mark', { ...mark, text: `Revision marked ${mark.mark}${mark.note ? `: ${mark.note}` : ''}` }),
    tick: (taskId: string, state: RequestInput<'task.tick'>['state']) => append('task', { taskId, state }),
    taskNote: (taskId: string, text: string) => append('note', { taskId, text }),
    setReportField: (field: string, value: string) => append('report', { field, value }),
    /** Names the file and what was written to it, so that an altered report can be told. */
    exported: (path: string, markdown: string) =>
      appendIfWritable('export', {
        text: 'Report saved',
        path,
        sha256: createHash('sha256').update(markdown).digest('hex')
      }),
    async close(): Promise<void> {
      unsubscribe()
      await ready
      unsubscribeHealth()
      index?.close()
      stopClockWatch()
      render()
      await journal?.close()
    }
  }
}

function incidentAt(records: readonly JournalRecord[], firstSeq: number) {
  const opened = records.findLast(({ kind, seq }) => kind === 'observe' && seq <= firstSeq)
  const incident = opened && incidentIn(opened)
  if (incident) return { incident, firstSeq }
  throw new FailureError(failureOf('notFound', 'No incident of the journal begins there.'))
}

/** The one that is recommended, else the one that stands first. */
function leadingLever(levers: readonly LeverView[]): LeverView | undefined {
  return levers.find(({ state }) => state === 'recommended') ?? levers[0]
}

/** What `createRecordKeeper` makes. */
export type RecordKeeper = ReturnType<typeof createRecordKeeper>
