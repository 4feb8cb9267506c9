/**
 * A moment as a person reads it: time of day in UTC, with its letter: `02:09:02Z`. An unreadable one is shown as far as it is short
 * and plain.
 */
export function utc(at: string): string {
  const text = iso(at)
  return text === null ? plain(at) : `${text.slice(11, 19)}Z`
}

/** Of Unix seconds; a number that is no moment stays what it was. */
export function utcAt(seconds: number): string {
  const at = new Date(seconds * 1_000)
  return Number.isNaN(at.getTime()) ? String(seconds) : utc(at.toISOString())
}

/** The same with its day, for what may not be of today: `2026-03-14 02:09:02Z`. */
export function utcDated(at: string): string {
  const text = iso(at)
  return text === null ? plain(at) : `${text.slice(0, 19).replace('T', ' ')}Z`
}

/** The same in a sentence, which has room for the zone: `02:09:02 UTC`; with its day where it is dated. */
export function utcSpelled(at: string, { dated = false } = {}): string {
  const text = dated ? utcDated(at) : utc(at)
  return iso(at) === null ? text : text.replace('Z', ' UTC')
}

/**
 * Hours and minutes in UTC: `02:09`. Rounded down, as a clock shows it and as the same moment begins where its seconds are
 * said. An unreadable one is shown as far as it is short and plain.
 */
export function utcMinute(at: string): string {
  return iso(at)?.slice(11, 16) ?? plain(at)
}

/** Forty characters at most, and none that moves what a terminal shows: who wrote it may mean harm. */
function plain(at: string): string {
  return at.slice(0, 40).replaceAll(/[^ -~]/g, '?')
}

function iso(at: string): string | null {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}
