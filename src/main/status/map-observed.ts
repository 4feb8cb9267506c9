import type { Observed } from '../../contract/index.ts'

/** The same reading of something computed from it; its state and its age stay. */
export function mapObserved<A, B>(observed: Observed<A>, change: (value: A) => B): Observed<B> {
  if (observed.state === 'value') return { ...observed, value: change(observed.value) }
  if (observed.state !== 'unreachable') return observed
  const { last, ...rest } = observed
  return last ? { ...rest, last: { ...last, value: change(last.value) } } : rest
}
