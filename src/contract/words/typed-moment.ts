const dayMs = 86_400_000
const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?: ?(?:Z|UTC))?$/i
const zoned = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|UTC|[+-]\d{2}:\d{2})$/i

/**
 * The moment that a person means by what they typed into a field whose times are UTC: `02:05`, `2:05:10 UTC`, or a whole one
 * that names its zone. A time of day is the last one before `nowMs` (milliseconds). ISO; null for anything else.
 */
export function typedMoment(text: string, nowMs: number): string | null {
  const typed = text.trim()
  const [, hours, minutes, seconds = '0'] = clock.exec(typed) ?? []
  if (hours !== undefined) {
    const ofDayMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
    const todayMs = Math.floor(nowMs / dayMs) * dayMs + ofDayMs
    return new Date(todayMs > nowMs ? todayMs - dayMs : todayMs).toISOString()
  }
  if (!zoned.test(typed)) return null
  const ms = Date.parse(typed.replace(' ', 'T').replace(/ ?UTC$/i, 'Z'))
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}
