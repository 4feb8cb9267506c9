/** One thing that a component reports about an object. */
export interface Sighting {
  /** What identifies the object: kind, namespace, name and uid. */
  readonly object: string
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly fieldPath: string
}

/** The event that a sighting belongs to. */
export interface Correlated {
  /** Equal for sightings that are counted in one event. */
  readonly key: string
  readonly message: string
  /** How often it was seen, sightings that were not let through included. */
  readonly count: number
  /** Stands for many similar events. */
  readonly isCombined: boolean
}

// Defaults of kubernetes/client-go tools/record/events_cache.go.
const similarEvents = 10
const similarWithinMs = 600_000
const burst = 25
const refillMs = 300_000

/**
 * client-go's EventCorrelator for one component: equal events are counted, from ten similar ones within ten minutes on
 * they are combined, and an object gets 25 and then one in five minutes.
 */
export interface EventCorrelator {
  /** undefined when the event is one too many. */
  correlate(sighting: Sighting, nowMs: number): Correlated | undefined
}

export function createEventCorrelator(): EventCorrelator {
  const similar = new Map<string, { readonly messages: Set<string>; lastMs: number }>()
  const counts = new Map<string, number>()
  const buckets = new Map<string, { tokens: number; atMs: number }>()

  const aggregate = (
    { object, type, reason, message, fieldPath }: Sighting,
    nowMs: number
  ): Omit<Correlated, 'count'> => {
    const group = JSON.stringify([object, type, reason])
    const known = similar.get(group)
    const isFresh = known === undefined || nowMs - known.lastMs > similarWithinMs
    const record = isFresh ? { messages: new Set<string>(), lastMs: nowMs } : known
    record.messages.add(message)
    record.lastMs = nowMs
    similar.set(group, record)
    if (record.messages.size < similarEvents) {
      return { key: JSON.stringify([object, type, reason, message, fieldPath]), message, isCombined: false }
    }
    for (const one of record.messages) {
      record.messages.delete(one)
      break
    }
    return { key: group, message: `(combined from similar events): ${message}`, isCombined: true }
  }

  const isLetThrough = (object: string, nowMs: number): boolean => {
    const bucket = buckets.get(object) ?? { tokens: burst, atMs: nowMs }
    const tokens = Math.min(burst, bucket.tokens + (nowMs - bucket.atMs) / refillMs)
    const isAccepted = tokens >= 1
    buckets.set(object, { tokens: isAccepted ? tokens - 1 : tokens, atMs: nowMs })
    return isAccepted
  }

  return {
    correlate(sighting, nowMs) {
      const aggregated = aggregate(sighting, nowMs)
      const count = (counts.get(aggregated.key) ?? 0) + 1
      counts.set(aggregated.key, count)
      return isLetThrough(sighting.object, nowMs) ? { ...aggregated, count } : undefined
    }
  }
}
