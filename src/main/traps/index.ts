import type { TrapNotice } from '../../contract/index.ts'
import { isIn, isAboutService, ownerMeant, workloadKind, type ServiceFacts } from './rule-facts.ts'
import { intendedUndo, type Intended, type KubectlIntended } from './intended.ts'
import { readCommand, type CommandReading } from './read-command.ts'
import { asStep, besidesPlan, isWholePlan, ofWholePlan, stepOf } from './planned-steps.ts'
import { commandRules, stateRules } from './rules/index.ts'
import { isPodDeletion, podsGone, whyNotThesePods } from './rules/pods-gone.ts'

export type { ServiceFacts } from './rule-facts.ts'
export { stepText } from './planned-steps.ts'
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
  /** Each command that it runs, in the order in which they stand. */
  readonly commands: readonly JudgedCommand[]
  /** Title of the plan on the screen, where the text is that plan, whole; null otherwise. */
  readonly plan: string | null
}

/** One command of a text, and what was found out about it alone. */
export interface JudgedCommand {
  readonly command: string
  readonly verdict: CommandJudgement['verdict']
  readonly traps: readonly TrapNotice[]
  readonly notUnderstood: CommandReading['notUnderstood']
  readonly intended: readonly Intended[]
  /** Which step of the plan on the screen it is, from 1; null for none. */
  readonly step: number | null
}

/** Judges a command line for a service. What cannot be read is neither safe nor refused. Never throws. */
export function judgeCommand(text: string, facts: ServiceFacts): CommandJudgement {
  const reading = readCommand(text)
  const { planned } = facts
  const isWhole = isWholePlan(text, planned)
  const whole = found(reading, facts, isWhole)
  const commands = reading.commands.map(({ text: command, ...part }, index): JudgedCommand => {
    // A plan may have the same command twice.
    const step = isWhole ? index + 1 : stepOf(command, planned)
    return { command, step, ...found(part, facts, isWhole) }
  })
  return { ...whole, commands, plan: isWhole ? planned.title : null }
}

function found(
  { intended, notUnderstood: unread }: Pick<CommandReading, 'intended' | 'notUnderstood'>,
  facts: ServiceFacts,
  isWhole: boolean
): Pick<CommandJudgement, 'verdict' | 'traps' | 'notUnderstood' | 'intended'> {
  const { planned } = facts
  const all = judged(intended, facts)
  const traps = refusalsFirst(isWhole && planned ? ofWholePlan(all, planned) : all.map((trap) => asStep(trap, planned)))
  const open = [...unread, ...intended.flatMap((one) => outOfSight(one, facts))]
  const notUnderstood = facts.isCurrent ? besidesPlan(open, planned) : open
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
  if (intended.patch?.isUnquoted === true)
    return [{ part, why: 'the shell takes the quotes out of its patch: put it between single quotes' }]
  const { context } = intended
  if (context === null || facts.context === undefined || context === facts.context) return []
  return [{ part, why: `it goes to the context ${context}, and ${facts.context} is open here` }]
}

/** Changes of which it is not looked at what a list or a selector finds. */
const unlisted = new Set(['scale', 'rollout pause', 'rollout restart'])

/** Why a change of a workload is not judged by what is known of the open one; null where it is about that, or about none. */
function whyNotThisService(intended: KubectlIntended, facts: ServiceFacts): string | null {
  const { resource, name, namespace, verb, revision } = intended
  const { deployment } = facts
  if (isPodDeletion(intended)) return whyNotThesePods(intended, facts)
  if (resource === 'replicasets' && name !== null)
    return isIn(namespace, deployment) && facts.replicaSets.some(({ metadata }) => metadata.name === name)
      ? null
      : `${name} is no revision of ${deployment.kind} ${deployment.metadata.name}`
  const kind = workloadKind(resource)
  if (kind !== undefined && name === null && unlisted.has(verb)) return 'which ones it finds is not looked at'
  if (kind === undefined || name === null) return null
  if (!isAboutService(intended, facts))
    return `it is about ${kind} ${name}, and ${deployment.kind} ${deployment.metadata.name} is open here: open that one to have it judged`
  const isPlain = verb === 'rollout undo' && (revision ?? 0) === 0
  return isPlain && kind !== 'Deployment' ? `which revision it would pick is not looked at for a ${kind}` : null
}

function judged(intended: readonly Intended[], facts: ServiceFacts): readonly TrapNotice[] {
  return [
    ...commandRules.flatMap((rule) => intended.flatMap((one) => rule(one, facts) ?? [])),
    ...podsGone(intended, facts)
  ]
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
