import type { StepView } from './step.ts'

/** What of a step is needed to say it as a line of a shell. */
export interface LineStep extends Pick<StepView, 'kind' | 'title' | 'command'> {
  readonly waitsBy?: string | undefined
}

/**
 * A plan as it is read out and pasted: a command a line, and in between what has to be waited for, as a command where there
 * is one, or else as a comment. Without the waits, lines that are pasted together race. Empty where there is no command.
 */
export function planLines(steps: readonly LineStep[]): readonly string[] {
  if (planCommands(steps).length === 0) return []
  return steps.flatMap((step) => commandOf(step) ?? (step.title === '' ? [] : [`# ${comment(step)}`]))
}

/** The commands alone, with those that wait. */
export function planCommands(steps: readonly LineStep[]): readonly string[] {
  return steps.flatMap((step) => commandOf(step) ?? [])
}

function commandOf({ command, waitsBy }: LineStep): string | undefined {
  return [command, waitsBy].find((text) => text !== undefined && text !== '')
}

function comment({ kind, title }: LineStep): string {
  const text = title.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return kind === 'wait' ? `wait until: ${text}` : text
}
