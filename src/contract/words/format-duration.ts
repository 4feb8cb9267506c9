const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/**
 * A duration in words of at most two units, rounded down: `800 ms`, `42 s`, `3 min 10 s`, `2 h 5 min`, `3 d 4 h`.
 * Milliseconds in; what is negative reads as `0 s`. `extra` says it more exactly, a step at a time: first all units down
 * to the second, then its decimals.
 */
export function formatDuration(ms: number, extra = 0): string {
  const value = Math.max(0, ms)
  if (value === 0) return '0 s'
  if (value < second) return `${Math.max(1, Math.floor(value))} ms`
  if (extra > 0) return inFull(value, extra - 1)
  if (value < minute) return `${Math.floor(value / second)} s`
  if (value < hour) return two(value, minute, 'min', second, 's')
  return value < day ? two(value, hour, 'h', minute, 'min') : two(value, day, 'd', hour, 'h')
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
