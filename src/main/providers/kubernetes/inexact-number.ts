import { isJsonObject } from '../../lib/json-access.ts'

/**
 * Where raw JSON holds a whole number beyond 2^53, which JavaScript cannot carry exactly: reading it has changed it
 * already. Null when there is none. Int64 fields such as `tolerationSeconds` may hold one.
 * @returns a path such as `spec.tolerations.0.tolerationSeconds`
 */
export function inexactNumber(value: unknown): string | null {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? '' : null
  const members = Array.isArray(value) ? [...value.entries()] : isJsonObject(value) ? Object.entries(value) : []
  for (const [key, member] of members) {
    const found = inexactNumber(member)
    if (found !== null) return found === '' ? String(key) : `${key}.${found}`
  }
  return null
}
