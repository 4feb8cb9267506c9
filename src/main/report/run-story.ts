import type {
  Change,
  Check,
  CommandView,
  DiffLine,
  Plan,
  RowJudgement,
  Run,
  SignalId,
  Verdict
} from '../../contract/index.ts'
import { unsentOf } from '../../contract/half-way.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { runOf } from '../run/index.ts'
import { commandsOf } from './command-log.ts'

/** One approved plan as the records tell it, whichever run of Backout wrote them. */
export interface RunStory {
  readonly runId: string
  readonly title: string
  readonly executed: readonly CommandView[]
  /** Whether what was sent changed anything: that it was sent says nothing, because the server may have refused it. */
  readonly effect: 'changed' | 'unknown' | 'none'
  /** What was planned to change; nothing when the plan is not among the records. */
  readonly changes: readonly Change[]
  /** Changes of the plan that were never begun, although others were made: what was planned is not what was done. */
  readonly unsent: readonly string[]
  /** Changes of the plan that were begun, and of which nobody recorded what became: what was planned is not what is known. */
  readonly open: readonly string[]
  /** What spoke against it, and was approved with it. */
  readonly warnings: readonly string[]
  /** What was measured last before the approval. */
  readonly before: Verdict | undefined
  /** The last of each check, in the order in which they were recorded; none of a run whose approval cannot be read. */
  readonly checks: readonly Check[]
  /** How it ended, in a sentence; undefined while that is open. */
  readonly conclusion: string | undefined
}

/** Every run that the records tell of, oldest first. */
export function runStories(records: readonly JournalRecord[]): readonly RunStory[] {
  const ids = records.flatMap(({ kind, body }) => (kind === 'confirm' || kind === 'intent' ? [body['runId']] : []))
  return [...new Set(ids)].flatMap((runId) => (typeof runId === 'string' ? [storyOf(runId, records)] : []))
}

function storyOf(runId: string, records: readonly JournalRecord[]): RunStory {
  const own = records.filter(({ body }) => body['runId'] === runId)
  const [first] = own
  const planId = first?.body['planId']
  const earlier = records.filter(({ seq }) => seq < (first?.seq ?? 0))
  const plan = planIn(earlier, planId)
  const run = runOf(own)
  const executed = executedIn(own)
  const open = run ? openIn(run) : []
  return {
    runId,
    title: run?.words.title ?? plan?.words?.title ?? plan?.title ?? titleIn(own),
    executed,
    effect: effectOf(executed),
    changes: plan ? changesIn(plan) : [],
    unsent: run ? unsentOf(run).map(({ title }) => title) : [],
    open,
    warnings: warningsIn(own),
    before: earlier.findLast(({ kind }) => kind === 'verdict')?.body['verdict'] as Verdict | undefined,
    checks: run?.checks ?? [],
    conclusion: conclusionOf(own, open.length > 0)
  }
}

function openIn({ steps }: Run): readonly string[] {
  return steps
    .filter(
      ({ kind, state, startedAt }) => kind === 'do' && (state === 'unknown' || (state === 'now' && startedAt !== null))
    )
    .map(({ title }) => title)
}

function warningsIn(own: readonly JournalRecord[]): readonly string[] {
  const warnings = own.find(({ kind }) => kind === 'confirm')?.body['warnings']
  return Array.isArray(warnings) ? warnings.filter((each) => typeof each === 'string') : []
}

/** The commands that were begun, with their outcomes. */
export function executedIn(records: readonly JournalRecord[]): readonly CommandView[] {
  return commandsOf(records).filter(({ label }) => label === 'executed' || label === 'settled' || label === 'not sent')
}

/** What commands together changed; one without a definite outcome may have changed something. */
export function effectOf(executed: readonly CommandView[]): RunStory['effect'] {
  if (executed.some(({ outcome }) => outcome === 'succeeded')) return 'changed'
  return executed.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'none'
}

function conclusionOf(own: readonly JournalRecord[], isOpen: boolean): string | undefined {
  const end = own.findLast(
    ({ kind, body }) =>
      kind === 'settled' ||
      kind === 'attest' ||
      kind === 'reconcile' ||
      kind === 'outcome' ||
      (kind === 'note' && 'outcome' in body)
  )
  if (!end) return undefined
  const { outcome, text } = end.body
  // That a step before it was done says nothing of the one that is open.
  if (end.kind === 'outcome' && isOpen && outcome !== 'unknown') return undefined
  if (end.kind === 'outcome' && (outcome === 'succeeded' || outcome === 'noChange')) return 'No proof is recorded.'
  return typeof text === 'string' ? text : undefined
}

/** Plans of before had one target and one difference instead of changes. */
interface RecordedPlan extends Partial<Plan> {
  readonly title?: string
  readonly target?: { readonly fromRevision: number; readonly toRevision: number }
  readonly diff?: readonly DiffLine[]
}

function changesIn({ changes, target, diff = [] }: RecordedPlan): readonly Change[] {
  if (changes) return changes
  const revision: readonly Change[] = target
    ? [
        {
          kind: 'value',
          title: 'Revision',
          before: `revision ${target.fromRevision}`,
          after: `revision ${target.toRevision}`
        }
      ]
    : []
  return [...revision, { kind: 'lines', title: 'Template', lines: diff }]
}

function planIn(records: readonly JournalRecord[], planId: unknown): RecordedPlan | undefined {
  return records
    .flatMap(({ kind, body }) => (kind === 'plan' && 'plan' in body ? [body['plan'] as RecordedPlan] : []))
    .findLast(({ id }) => id === planId)
}

/** An intent of an earlier start carries its plan's title. */
function titleIn(records: readonly JournalRecord[]): string {
  for (const { body } of records) {
    const subject = body['subject'] as { readonly title?: unknown } | undefined
    if (typeof subject?.title === 'string') return subject.title
  }
  return 'Roll back'
}

const severity: readonly RowJudgement['level'][] = ['declareIncident', 'rollBack', 'prepare', 'watch', 'hold']

/** What a verdict says about one signal: the most severe row that is past its limit, whether it counts or waits, else any that was measured, else why not. */
export function judgementOf(verdict: Verdict | undefined, signal: SignalId): RowJudgement | undefined {
  const rows = (verdict?.judgements ?? []).filter((row) => row.signal === signal)
  const rank = ({ result, level }: RowJudgement): number =>
    result === 'fires' || result === 'waits'
      ? severity.indexOf(level)
      : result === 'quiet'
        ? severity.length
        : severity.length + 1
  return rows.toSorted((a, b) => rank(a) - rank(b))[0]
}
