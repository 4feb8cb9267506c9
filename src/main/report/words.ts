import { utcDated, utcMinute } from '../../contract/words/format-time.ts'

/** What nobody filled in, and what no record says. */
export const unrecorded = '_not recorded_'

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/**
 * `2026-01-02 03:04:05Z`. Text that does not say itself which moment it means stays as it is: taking `02:05` for the time
 * of this computer would move it.
 */
export function utcWhereZoned(text: string): string {
  return zoned.test(text.trim()) ? utcDated(text.trim()) : text
}

/** `03:04`, of a moment that says itself which it is; other text stays as it is. */
export function minute(text: string): string {
  return zoned.test(text.trim()) ? utcMinute(text.trim()) : text
}

/** Minutes east of UTC as `UTC+02:00`. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0')
  return `UTC${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}
