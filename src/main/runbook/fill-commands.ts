import { shellQuote } from '../lib/shell-quote.ts'

/** What a procedure's command may ask for. */
export const placeholders = ['context', 'namespace', 'service', 'workload', 'revision', 'selector'] as const

/** Stands for a revision that nobody knows: to be filled in by whoever reads the command out. */
export const toFillIn = '<N>'

export type PlaceholderValues = Partial<Record<(typeof placeholders)[number], string>>

/**
 * The commands of a task with this service's values, quoted for a POSIX shell. A command that lacks a value is left out:
 * half a command is worse than none at 3 a.m.
 */
export function fillCommands(commands: readonly string[], values: PlaceholderValues): readonly string[] {
  return commands.flatMap((command) => {
    let isComplete = true
    // The whole word is quoted, so that `deployment/{service}` stays one argument whatever the name holds.
    const filled = command.replaceAll(/\S*\{[a-z]+\}\S*/g, (word) => {
      const text = word.replaceAll(/\{([a-z]+)\}/g, (_all, name: string) => {
        const value = values[name as keyof PlaceholderValues]
        if (value === undefined) isComplete = false
        return value ?? ''
      })
      // Unquoted it is a mistake of syntax to a shell: a command that was not filled in does not run.
      return text.includes(toFillIn) ? text : shellQuote(text)
    })
    return isComplete ? [filled] : []
  })
}
