import scenarios from '../../../resources/drills/scenarios.json' with { type: 'json' }
import type { CommandLine } from './command-line.ts'

/** What a start was asked for beyond a window: one word, and the id of a scenario of ours; empty for nothing. */
export function askedOf(commandLine: CommandLine): string {
  if (!commandLine.ok || 'help' in commandLine) return ''
  const { launch, drill } = commandLine
  if (launch.kind === 'kubeconfig') return 'kubeconfig'
  return drill?.scenario ?? (drill === undefined ? '' : 'seed')
}

/**
 * What a second start was asked for and does not do, because the first one is open, in one sentence; empty for nothing.
 * @param asked what the other process says of itself: anything but what {@link askedOf} returns is nothing. Electron's own
 *   copy of its arguments is in another order, and would hand over whatever was typed
 */
export function notStarted(asked: unknown): string {
  if (asked === 'kubeconfig') return 'The cluster of --kubeconfig was not opened.'
  if (asked === 'seed') return 'The exercise of --seed was not started.'
  const known = scenarios.find(({ id }) => id === asked)
  return known ? `The exercise of --scenario ${known.id} was not started.` : ''
}

/** What to do about it, for the terminal and for the window. */
export const notStartedRemedy = {
  terminal: 'Close its window and start again, or open it there.',
  window: 'Close this window and start again, or open it here.'
} as const
