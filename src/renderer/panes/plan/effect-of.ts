import type { Plan } from '../../../contract/index.ts'

/**
 * What a plan would do, as text to compare: two plans of the same effect differ only in when they were made, and in what
 * was read beside it, such as how many pods are ready.
 */
export function effectOf({ lever, choice, words, steps, changes, approval }: Plan): string {
  const commands = steps.map((step) => step.command)
  const lines = changes.filter((change) => change.kind !== 'shares')
  return JSON.stringify([lever, choice, words.title, commands, lines, approval])
}
