const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const part = 'less than a second'

/**
 * A duration in words of at most two units, rounded down: `42 s`, `3 min 10 s`, `2 h 5 min`, `3 d 4 h`. Nobody acts by
 * parts of a second: below it reads as `less than a second`. Milliseconds in; what is negative reads as `0 s`. `extra`
 * says it more exactly, a step at a time: first all units down to the second, then its decimals.
 */
export function formatDuration(ms: number, extra = 0): string {
  const value = Math.max(0, ms)
  if (value === 0) return '0 s'
  if (extra > 0) return inFull(value, extra - 1) || part
  if (value < second) return part
  if (value < minute) return `${Math.floor(value / second)} s`
  if (value < hour) return two(value, minute, 'min', second, 's')
  return value < day ? two(value, hour, 'h', minute, 'min') : two(value, day, 'd', hour, 'h')
}

/**
 * An age in one unit, rounded down: `6 s`, `3 min`, `2 h`, `6 d`, and below a second `< 1 s`, also for a negative one (a
 * skewed clock): it stands where it changes all the time.
 */
export function formatAge(ms: number): string {
  if (ms < second) return '< 1 s'
  if (ms < minute) return `${Math.floor(ms / second)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  return ms < day ? `${Math.floor(ms / hour)} h` : `${Math.floor(ms / day)} d`
}

/** What is expected, in words: `about 42 s`; what takes no second is said without `about`. Milliseconds in. */
export function formatExpected(ms: number): string {
  return ms > 0 && ms < second ? part : `about ${formatDuration(ms)}`
}

function two(value: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((value % big) / small)
  return `${Math.floor(value / big)} ${bigUnit}${rest === 0 ? '' : ` ${rest} ${smallUnit}`}`
}

function inFull(value: number, decimals: number): string {
  const power = 10 ** decimals
  const parts = [
    [Math.floor(value / day), 'd'],
    [Math.floor((value % day) / hour), 'h'],
    [Math.floor((value % hour) / minute), 'min'],
    [Math.floor(((value % minute) / second) * power) / power, 's']
  ] as const
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ')
}
