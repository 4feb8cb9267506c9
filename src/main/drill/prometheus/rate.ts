import type { Samples } from './series.ts'

/**
 * The increase of a counter over (startMs, endMs], extrapolated to the ends of the window
 * (prometheus/prometheus promql/functions.go extrapolatedRate). Undefined with fewer than two samples.
 */
export function extrapolatedIncrease(samples: Samples, startMs: number, endMs: number): number | undefined {
  const { times, values } = samples
  const count = times.length
  const firstAt = times[0]
  const lastAt = times[count - 1]
  const first = values[0]
  const last = values[count - 1]
  if (count < 2 || firstAt === undefined || lastAt === undefined || first === undefined || last === undefined)
    return undefined

  let increase = last - first
  let previous = first
  for (const value of values) {
    if (value < previous) increase += previous
    previous = value
  }

  const sampledSeconds = (lastAt - firstAt) / 1000
  const betweenSeconds = sampledSeconds / (count - 1)
  const threshold = betweenSeconds * 1.1
  let toStart = (firstAt - startMs) / 1000
  let toEnd = (endMs - lastAt) / 1000
  if (toStart >= threshold) toStart = betweenSeconds / 2
  // A counter cannot have been negative: do not extrapolate past the moment at which it would have been zero.
  if (increase > 0 && first >= 0) toStart = Math.min(toStart, sampledSeconds * (first / increase))
  if (toEnd >= threshold) toEnd = betweenSeconds / 2
  return increase * ((sampledSeconds + toStart + toEnd) / sampledSeconds)
}
