import type { Check, Run } from '../../contract/index.ts'

/** What is known of a check by its name. */
export type SeenCheck = Pick<Check, 'name' | 'status' | 'evidence' | 'observedAt'>

/**
 * The check of a run that a task is proved by: the one of that name, else those that stand for it, taken together. Of
 * several, all have to be True, since the last of them; one that is False speaks against it. Undefined where none does.
 */
export function checkFor(name: string | undefined, run: Run | null): SeenCheck | undefined {
  if (name === undefined || !run) return undefined
  const own = run.checks.find((check) => check.name === name)
  if (own) return own
  const all = run.checks.filter(({ covers }) => covers?.includes(name))
  const last = all.toSorted((a, b) => (a.observedAt < b.observedAt ? -1 : 1)).at(-1)
  if (!last) return undefined
  const against = all.find(({ status }) => status === 'False') ?? all.find(({ status }) => status === 'Unknown')
  const evidence = all.length === 1 ? last.evidence : `${all.length} services, each proved`
  return {
    name,
    status: against?.status ?? 'True',
    evidence: against?.evidence ?? evidence,
    observedAt: last.observedAt
  }
}
