import { utc } from '../../contract/words/format-time.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** An age in one unit: `0.8 s`, `6 s`, `3 min`, `2 h`, `6 d`. A negative age (a skewed clock) counts as zero. */
export function age(ms: number): string {
  const value = Math.max(0, ms)
  if (value < second) return `${(Math.floor(value / 100) / 10).toFixed(1)} s`
  if (value < minute) return `${Math.floor(value / second)} s`
  if (value < hour) return `${Math.floor(value / minute)} min`
  if (value < day) return `${Math.floor(value / hour)} h`
  return `${Math.floor(value / day)} d`
}

/** A counting clock: `07:42`, and `1:07:42` past an hour. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / second))
  const pad = (value: number) => String(value).padStart(2, '0')
  const rest = `${pad(Math.floor(total / 60) % 60)}:${pad(total % 60)}`
  return total < 3_600 ? rest : `${Math.floor(total / 3_600)}:${rest}`
}

/** Hours and minutes in UTC: `02:09`. */
export function utcMinute(at: string): string {
  return utc(at).slice(0, 5)
}
