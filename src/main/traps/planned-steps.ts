import type { TrapNotice } from '../../contract/index.ts'
import type { PlannedCommands } from './rule-facts.ts'
import type { CommandReading } from './read-command.ts'
import { tooSoonId } from './rules/too-soon.ts'

type NotUnderstood = CommandReading['notUnderstood']

/**
 * Whether a text is a plan of ours: all its commands with the waits in between, each on a line of its own, in their order.
 * Comments and prompts do not count.
 */
export function isWholePlan(text: string, planned: PlannedCommands | undefined): planned is PlannedCommands {
  if (!planned || planned.commands.length === 0) return false
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => spaced(line.replace(/^\s*\$\s+/, '')))
    .filter((line) => line !== '' && !line.startsWith('#'))
  return lines.join('\n') === planned.commands.map(spaced).join('\n')
}

/** Which command of the plan one is, from 1; null for none of it. */
export function stepOf(command: string, planned: PlannedCommands | undefined): number | null {
  const at = planned?.commands.map(spaced).indexOf(spaced(command)) ?? -1
  return at === -1 ? null : at + 1
}

/**
 * What is wrong with a whole plan: its steps were judged together when it was planned, so that what is said of one of them
 * alone does not hold. That it is too early does; so does all that is said of a plan of a single step, as a warning.
 */
export function ofWholePlan(traps: readonly TrapNotice[], { commands }: PlannedCommands): readonly TrapNotice[] {
  if (commands.length > 1) return traps.filter(({ id }) => id === tooSoonId)
  return traps.map((trap) => ({ ...trap, severity: 'warning', lead: asWarning(trap.lead) }))
}

/** A refusal of one step of the plan that stands alone, or out of its order: what it would do is said, as a warning. */
export function asStep(trap: TrapNotice, planned: PlannedCommands | undefined): TrapNotice {
  const step = trap.command === undefined ? null : stepOf(trap.command, planned)
  if (step === null || !planned || trap.severity !== 'refused') return trap
  return {
    ...trap,
    id: `step ${trap.id}`,
    severity: 'warning',
    lead: `${stepText(step, planned)}.`,
    text: `Alone: ${asWarning(trap.lead)} ${trap.text}`,
    instead: 'Approve the plan, or run all its commands in their order, with the waits in between.'
  }
}

/** `Step 2 of 3 of the plan "Bring revision 2 back"`. */
export function stepText(step: number, { title, commands }: PlannedCommands): string {
  return `Step ${step} of ${commands.length} of the plan "${title}"`
}

/** What is a step of the plan was made here, and needs no reading. */
export function besidesPlan(found: NotUnderstood, planned: PlannedCommands | undefined): NotUnderstood {
  return found.filter(({ part }) => stepOf(part, planned) === null)
}

function asWarning(lead: string): string {
  return lead.replace(/^Refused: (.)/, (_all, first: string) => first.toUpperCase())
}

function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
