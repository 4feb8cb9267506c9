import { service } from '../evidence/samples.mjs'

/** As much of a sample as is compared. */
export interface Seen {
  readonly phase: string | null
  readonly failedChecks: number | null
  readonly message: string | null
  readonly weights: Readonly<Record<string, number>> | null
  readonly workloads: Readonly<Record<string, { readonly image: string; readonly replicas: number }>>
}

/** What stands at the end of an interval, and what was said to what was done in it. */
export type IntervalState = Omit<Seen, 'workloads'> & {
  readonly workloads: Readonly<Record<string, string>>
  readonly said: 'done' | 'refused' | null
}

export function intervalState(seen: Seen, said: IntervalState['said']): IntervalState {
  const { phase, failedChecks, message, weights, workloads } = seen
  const own = Object.entries(workloads).filter(([name]) => name.startsWith(service))
  const images = own.map(([name, { image, replicas }]) => [name, `${image} x${replicas}`] as const)
  return { phase, failedChecks, message, weights, workloads: Object.fromEntries(images), said }
}
