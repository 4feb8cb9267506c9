import type { Observed } from '../../contract/index.ts'

/** The value, or the last good one while it cannot be read; undefined when there never was one. */
export function lastValue<T>(observed: Observed<T>): T | undefined {
  if (observed.state === 'value') return observed.value
  return observed.state === 'unreachable' ? observed.last?.value : undefined
}
