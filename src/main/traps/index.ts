import type { TrapNotice } from '../../contract/index.ts'
import { isIn, ownerMeant, canaryOf, type ServiceFacts } from './facts.ts'
import { intendedUndo, type Intended, type KubectlIntended } from './intended.ts'
import { readCommand, type CommandReading } from './read-command.ts'
import { stringAt } from '../lib/json-access.ts'
import { commandRules, stateRules } from './rules/index.ts'

export type { ServiceFacts } from './facts.ts'
export { tooSoonId } from './rules/too-soon.ts'
export { whyLetPass } from './why-let-pass.ts'

export interface TrapInput extends ServiceFacts {
  /** The commands of the procedure, filled in for this service. */
  readonly commands: readonly string[]
}

/**
 * The traps that apply to a service now, refusals first: what a plain undo would do, what its own state is a trap for,
 * and what the procedure's commands would do. No two have the same id.
 */
export function trapsFor(input: TrapInput): readonly TrapNotice[] {
  const said = input.commands.flatMap((command) => readCommand(command).intended)
  const { name, namespace = '' } = input.deployment.metadata
  // What the plain undo of a Deployment would do says nothing of another kind of that name.
  const plain = input.deployment.kind === 'Deployment' ? [intendedUndo({ namespace, name }, null)] : []
  const all = [...stateRules.flatMap((rule) => rule(input)), ...judged([...said, ...plain], input)]
  return refusalsFirst(all)
}

/** What was found out about one command line. */
export interface CommandJudgement {
  /**
   * `refused` and `warned`: a trap is in it. `notUnderstood`: no trap that is refused, and something that could be
   * anything. `noTrap`: all of it was understood, and none of the rules is about it.
   */
  readonly verdict: 'refused' | 'warned' | 'noTrap' | 'notUnderstood'
  readonly traps: readonly TrapNotice[]
  readonly notUnderstood: CommandReading['notUnderstood']
  readonly intended: readonly Intended[]
}

/** Judges a command line for a service. What cannot be read is neither safe nor refused. Never throws. */
export function judgeCommand(command: string, facts: ServiceFacts): CommandJudgement {
  const { intended, notUnderstood: unread } = readCommand(command)
  const traps = refusalsFirst(judged(intended, facts))
  const notUnderstood = [...unread, ...intended.flatMap((one) => outOfSight(one, facts))]
  const isRefused = traps.some(({ severity }) => severity === 'refused')
  const understood = traps.length > 0 ? 'warned' : 'noTrap'
  const verdict = isRefused ? 'refused' : notUnderstood.length > 0 ? 'notUnderstood' : understood
  return { verdict, traps, notUnderstood, intended }
}

/** What a command changes that is not looked at here, so that nothing can be said of it. */
function outOfSight(intended: Intended, facts: ServiceFacts): CommandReading['notUnderstood'] {
  if (intended.isRead || intended.tool === 'az') return []
  const part = intended.command
  if (intended.tool !== 'kubectl')
    return ownerMeant(intended, facts) ? [] : [{ part, why: 'which objects it changes is not known here' }]
  if (!facts.isCurrent) return [{ part, why: 'what is there now cannot be read' }]
  const elsewhere = whyNotThisService(intended, facts)
  if (elsewhere !== null) return [{ part, why: elsewhere }]
  const { context } = intended
  if (context === null || facts.context === undefined || context === facts.context) return []
  return [{ part, why: `it goes to the context ${context}, and ${facts.context} is open here` }]
}

const workloads: ReadonlyMap<string, string> = new Map([
  ['deployments', 'Deployment'],
  ['statefulsets', 'StatefulSet'],
  ['daemonsets', 'DaemonSet'],
  ['rollouts', 'Rollout']
])

/** Why a change of a workload is not judged by what is known of the open one; null where it is about that, or about none. */
function whyNotThisService({ resource, name, namespace, verb, revision }: KubectlIntended, facts: ServiceFacts) {
  const kind = workloads.get(resource)
  if (kind === undefined || name === null) return null
  const { deployment } = facts
  const target = stringAt(canaryOf(facts), 'spec', 'targetRef', 'name')
  const ours = [deployment.metadata.name, ...(target === '' ? [] : [target, `${target}-primary`])]
  if (kind !== deployment.kind || !ours.includes(name) || !isIn(namespace, deployment))
    return `it is about ${kind} ${name}, and ${deployment.kind} ${deployment.metadata.name} is open here: open that one to have it judged`
  const isPlain = verb === 'rollout undo' && (revision ?? 0) === 0
  return isPlain && kind !== 'Deployment' ? `which revision it would pick is not looked at for a ${kind}` : null
}

function judged(intended: readonly Intended[], facts: ServiceFacts): readonly TrapNotice[] {
  return commandRules.flatMap((rule) => intended.flatMap((one) => rule(one, facts) ?? []))
}

/** One notice for several commands names them all: none of them is to be taken for one that is let pass. */
function withOthers(trap: TrapNotice, same: readonly TrapNotice[]): TrapNotice {
  const commands = new Set(same.flatMap(({ command }) => command ?? []))
  commands.delete(trap.command ?? '')
  return commands.size === 0 ? trap : { ...trap, alsoIn: [...commands] }
}

function refusalsFirst(traps: readonly TrapNotice[]): readonly TrapNotice[] {
  const byId = new Map(traps.toReversed().map((trap) => [trap.id, trap]))
  const once = traps
    .filter((trap) => byId.get(trap.id) === trap)
    .map((trap) =>
      withOthers(
        trap,
        traps.filter(({ id }) => id === trap.id)
      )
    )
  return [
    ...once.filter(({ severity }) => severity === 'refused'),
    ...once.filter(({ severity }) => severity !== 'refused')
  ]
}
