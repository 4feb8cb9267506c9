import { arrayAt, stringAt } from '../lib/json-access.ts'
import { parsedJson } from '../lib/parsed-json.ts'

/**
 * Seconds that a watch is asked to live: 10 to 12 of the clock's, in real seconds, at least 1. Informers ask for minutes
 * (client-go tools/cache/reflector.go minWatchTimeout), because nobody looks at the age of what they hold. A reading
 * here is stale after 15 s, and only what the server says makes it younger; shortly before its end a watch gets a
 * bookmark (kubernetes/apiserver pkg/storage/cacher/cache_watcher.go nextBookmarkTime).
 */
export function lifeSeconds(speed: number, random: () => number): number {
  return Math.max(1, Math.round((10 + 2 * random()) / speed))
}

/**
 * Whether a refusal says that the version is forgotten, or has yet to come: 410 Expired, or 504 with the cause
 * ResourceVersionTooLarge (client-go tools/cache/reflector.go isExpiredError, isTooLargeResourceVersionError).
 */
export function meansListAgain(status: number, body: string): boolean {
  if (status === 410) return true
  const causes = arrayAt(parsedJson(body), 'details', 'causes')
  return status === 504 && causes.some((cause) => stringAt(cause, 'reason') === 'ResourceVersionTooLarge')
}

/**
 * Whether the server is behind a version that it gave before: it was restored from a backup. Versions are whole numbers
 * that grow (kubernetes/apimachinery pkg/util/resourceversion CompareResourceVersion); others say nothing.
 */
export function isOlder(now: string, before: string | undefined): boolean {
  const number = /^\d+$/
  return before !== undefined && number.test(now) && number.test(before) && BigInt(now) < BigInt(before)
}
