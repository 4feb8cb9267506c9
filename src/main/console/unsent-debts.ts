import type { DebtView, OwedDebt, Run } from '../../contract/index.ts'
import { undoneOf } from '../../contract/half-way.ts'
import { arrayAt, stringAt } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { DebtBody } from './git-debts.ts'
import { openedBodies, owedOn, settledBodies } from './service-debts.ts'

const prefix = 'unsent '

/**
 * What a run that has settled half-way did not do is owed. On its service a later run settles what it does of that, each as soon
 * as it is done, and one that went on with it and is whole the rest. Those that stand there already are left out.
 * @param owed open debts of the cluster
 * @param nowText ISO, by the clock of the run's place
 * @param commands of its steps by their ids, as they were approved
 */
export function unsentDebts(
  run: Run,
  owed: readonly OwedDebt[],
  identity: string,
  nowText: string,
  commands: ReadonlyMap<string, string> = new Map()
): readonly DebtBody[] {
  const { id: runId, ref } = run
  if (ref === null) return []
  const own = owedOn(owed, prefix, ref)
  const undone = undoneOf(run)
  const isWhole =
    run.state === 'settled' && undone.length === 0 && (run.outcome === 'succeeded' || run.outcome === 'noChange')
  const done = own.filter((debt) => (run.continues !== null && isWhole) || isDoneBy(run, debt))
  if (done.length > 0) return settledBodies(done, { ref, identity }, nowText)
  const known = new Set(own.map(({ text }) => text))
  const opened = undone
    .map(({ id, title }): DebtView => {
      const command = commands.get(id) ?? ''
      return { id: `${prefix}${runId} ${id}`, text: unsentText(title), command, openedAt: nowText, settledAt: null }
    })
    .filter(({ text }) => !known.has(text))
  return openedBodies(opened, { ref, identity }, runId)
}

function unsentText(title: string): string {
  return `${title}: it was approved, and is not done`
}

/** Whether a run that was approved after it was left has done just that. */
function isDoneBy({ id, steps, continues, approvedAt }: Run, { runId, text, openedAt }: OwedDebt): boolean {
  const isLater = continues !== null || Date.parse(approvedAt) >= Date.parse(openedAt ?? '')
  return (
    id !== runId &&
    isLater &&
    steps.some(({ kind, title, state }) => kind === 'do' && state === 'done' && unsentText(title) === text)
  )
}

/** The commands that an approval names, by the ids of its steps; those of before named none. */
export function approvedCommands(records: readonly JournalRecord[]): ReadonlyMap<string, string> {
  const confirm = records.find(({ kind }) => kind === 'confirm')
  const named = arrayAt(confirm?.body, 'steps').map(
    (step) => [stringAt(step, 'id'), stringAt(step, 'command')] as const
  )
  return new Map(named.filter(([, command]) => command !== ''))
}
