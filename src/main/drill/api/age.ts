/** How old something is, as kubectl shows it (kubernetes/apimachinery pkg/util/duration HumanDuration). */
export function humanAge(since: unknown, now: Date): string {
  if (typeof since !== 'string' || since === '') return '<unknown>'
  return humanDuration(now.getTime() - Date.parse(since))
}

/** A duration in milliseconds with at most two units. */
export function humanDuration(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  if (hours < 192) return withRest(Math.trunc(hours / 24), 'd', hours % 24, 'h')
  if (hours < 8760 * 2) return `${Math.trunc(hours / 24)}d`
  if (hours < 8760 * 8) return withRest(Math.trunc(hours / 8760), 'y', Math.trunc(hours / 24) % 365, 'd')
  return `${Math.trunc(hours / 8760)}y`
}

function withRest(count: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${restUnit}`
}
