import { createHash } from 'node:crypto'
import { canonicalJson } from '../../lib/canonical-json.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { EndpointStatus, TrafficProfile } from '../../ports/azure.ts'

/** How a profile has to stand just before one of our changes: as it was planned, and changed by us alone since. */
export interface ExpectedProfile {
  /**
   * SHA-256 (lower-case hex) of everything but the statuses: routing, TTL, probe, whose headers may be secret, and of each
   * endpoint target, priority, weight and the like.
   */
  readonly settings: string
  /** By the endpoint's id. */
  readonly statuses: Readonly<Record<string, EndpointStatus>>
  /** What of the settings can be said, by what it is called; left out in what was recorded before, and of very many endpoints. */
  readonly said?: Readonly<Record<string, string>> | undefined
}

/** Of more endpoints than that no settings are kept beside the digest. */
const mostSaid = 20

/** The profile as it stands, for a comparison later. What Traffic Manager observes is left out: it changes by itself. */
export function expectedOf(profile: TrafficProfile): ExpectedProfile {
  const { isEnabled, method, fqdn, ttlSeconds, probe, endpoints } = profile
  const kept = endpoints.map(({ status: _wanted, monitorStatus: _seen, nested, ...rest }) => ({
    ...rest,
    // What goes on inside another profile is no change of this one.
    ...(nested ? { nested: { name: nested.name, leastWell: nested.leastWell } } : {})
  }))
  const text = canonicalJson({ isEnabled, method, fqdn, ttlSeconds, probe, endpoints: kept })
  const settings = createHash('sha256').update(text).digest('hex')
  return {
    settings,
    statuses: Object.fromEntries(endpoints.flatMap(({ id, status }) => (status === null ? [] : [[id, status]]))),
    ...(endpoints.length > mostSaid ? {} : { said: saidOf(profile) })
  }
}

function saidOf({ isEnabled, method, ttlSeconds, endpoints }: TrafficProfile): Readonly<Record<string, string>> {
  const own = endpoints.flatMap(({ name, target, priority, weight, alwaysServe }) => {
    const of = visibleText(name, 100)
    return [
      [`priority of ${of}`, String(priority)],
      [`weight of ${of}`, String(weight)],
      [`target of ${of}`, visibleText(target, 253)],
      [`alwaysServe of ${of}`, String(alwaysServe)]
    ] as const
  })
  return Object.fromEntries([
    ['profile', isEnabled ? 'enabled' : 'disabled'],
    ['routing method', method ?? 'not known'],
    ['TTL', `${ttlSeconds} s`],
    ...own
  ])
}

/** What differs from how it has to stand, in words; empty when nothing does. There is no ETag that the service promises to obey. */
export function differences(profile: TrafficProfile, expected: ExpectedProfile): readonly string[] {
  const now = expectedOf(profile)
  const ids = [...new Set([...Object.keys(now.statuses), ...Object.keys(expected.statuses)])]
  const changed = ids.filter((id) => now.statuses[id] !== expected.statuses[id])
  const words = changed.map((id) => {
    const name = profile.endpoints.find((endpoint) => endpoint.id === id)?.name ?? id.split('/').at(-1) ?? id
    return `${name} is ${now.statuses[id] ?? 'gone'} instead of ${expected.statuses[id] ?? 'not there'}`
  })
  return now.settings === expected.settings ? words : [...words, ...settingWords(now.said, expected.said)]
}

/** What can be told of the settings; what cannot, such as headers of the probe, is named as a whole. */
function settingWords(now: ExpectedProfile['said'], before: ExpectedProfile['said']): readonly string[] {
  if (now === undefined || before === undefined) return ['its settings are others than before']
  const known = new Map(Object.entries(before))
  const changed = Object.entries(now).filter(([name, value]) => known.get(name) !== value)
  if (changed.length === 0) return ['its probe, or what else is not shown, is another than before']
  return changed.map(([name, value]) =>
    known.has(name) ? `${name} is ${value} instead of ${known.get(name)}` : `${name} is ${value}, and was not there`
  )
}
