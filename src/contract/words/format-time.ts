/** A moment as a person reads it: time of day in UTC, with its letter: `02:09:02Z`. An unreadable one stays what it was. */
export function utc(at: string): string {
  const text = iso(at)
  return text === null ? at : `${text.slice(11, 19)}Z`
}

/** The same with its day, for what may not be of today: `2026-03-14 02:09:02Z`. */
export function utcDated(at: string): string {
  const text = iso(at)
  return text === null ? at : `${text.slice(0, 19).replace('T', ' ')}Z`
}

function iso(at: string): string | null {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}
