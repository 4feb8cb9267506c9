import type { Observed } from '../../contract/index.ts'

/** The same reading of something computed from it; its state and its age stay. */
export function mapObserved<A, B>(observed: Observed<A>, change: (value: A) => B): Observed<B> {
  if (observed.state === 'value') return { ...observed, value: change(observed.value) }
  if (observed.state !== 'unreachable') return observed
  const { last, ...rest } = observed
  return last ? { ...rest, last: { ...last, value: change(last.value) } } : rest
}

/** The value, or the last good one while it cannot be read; undefined when there never was one. */
export function lastValue<T>(observed: Observed<T>): T | undefined {
  if (observed.state === 'value') return observed.value
  return observed.state === 'unreachable' ? observed.last?.value : undefined
}
