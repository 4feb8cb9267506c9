import type { Plan } from '../../../contract/index.ts'

/** What a plan would do, as text to compare: two plans of the same effect differ only in when they were made. */
export function effectOf({ title, steps, diff, approval }: Plan): string {
  return JSON.stringify([title, steps.map((step) => step.command), diff, approval])
}
