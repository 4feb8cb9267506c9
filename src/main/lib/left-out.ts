import { failureOf, leftOutText, type LeftOut, type Observed } from '../../contract/index.ts'

/** Of the objects that are left out so many are named. */
const mostNamed = 3

/** @param count how many problems there are */
export function leftOutOf(problems: Iterable<string>, count: number): LeftOut {
  const named: string[] = []
  for (const problem of problems) if (named.push(problem) === mostNamed) break
  return { count, problems: named }
}

/** What several readings are without, together; undefined when they are whole. */
export function joinedLeftOut(readings: readonly Observed<unknown>[]): LeftOut | undefined {
  const parts = readings.flatMap((one) => (one.state === 'value' && one.leftOut ? [one.leftOut] : []))
  if (parts.length === 0) return undefined
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  return leftOutOf(
    parts.flatMap(({ problems }) => problems),
    count
  )
}

/** A reading that also says what others that it is made of are without. */
export function withLeftOut<T>(reading: Observed<T>, leftOut: LeftOut | undefined): Observed<T> {
  if (reading.state !== 'value') return reading
  const { leftOut: _, ...rest } = reading
  return leftOut ? { ...rest, leftOut } : rest
}

/**
 * A reading from which somebody concludes what is not there: where an object is left out it is not believed, and what
 * there is stands as the last that was seen.
 */
export function wholeOrNone<T>(reading: Observed<T>): Observed<T> {
  if (reading.state !== 'value' || reading.leftOut === undefined) return reading
  const { value, observedAt, leftOut } = reading
  const failure = failureOf('server', `${leftOutText(leftOut)}.`)
  return { state: 'unreachable', failure, sinceAt: observedAt, last: { value, observedAt } }
}
