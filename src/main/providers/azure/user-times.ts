import type { FrontReading, NameReading, TrafficProfile } from '../../ports/azure.ts'

/** For how long users may be led as before once the name servers of the zone say otherwise, seconds. */
export interface Remembered {
  /** Of resolvers that keep every alias by itself, as RFC 2181, section 5.2, has it; BIND and Unbound were seen to. */
  readonly usualSeconds: number
  /** The name that this is about. */
  readonly usualName: string
  /** Of whoever keeps the whole answer for as long as its first alias says. Never less than the usual. */
  readonly mostSeconds: number
  readonly mostName: string
}

type Named = Pick<TrafficProfile, 'fqdn' | 'ttlSeconds'>

/**
 * An alias in front keeps nobody: what it leads to is remembered apart from it, and asked for anew. Addresses in front do: a
 * zone that answers with them by itself may remember the profile for its TTL, and resolvers these addresses for theirs.
 */
export function remembered(profile: Named, { fronts }: Pick<NameReading, 'fronts'>): Remembered {
  const own = { name: profile.fqdn, seconds: profile.ttlSeconds }
  const flat = fronts.flatMap(({ name, end, ttlSeconds }) =>
    end === 'addresses' ? [{ name, seconds: profile.ttlSeconds + (ttlSeconds ?? 0) }] : []
  )
  const usual = longest([own, ...flat])
  const aliases = fronts.flatMap(({ name, links }) => links.map((link) => ({ name, seconds: link.ttlSeconds })))
  const most = longest([usual, ...aliases])
  return { usualSeconds: usual.seconds, usualName: usual.name, mostSeconds: most.seconds, mostName: most.name }
}

function longest<T extends { readonly seconds: number }>([first, ...rest]: readonly [T, ...T[]]): T {
  return rest.reduce((best, one) => (one.seconds > best.seconds ? one : best), first)
}

/** When users are led elsewhere, as the end of a sentence. */
export function takesEffectWords(profile: Named, names: Pick<NameReading, 'fronts'>): string {
  const { usualSeconds, usualName, mostSeconds, mostName } = remembered(profile, names)
  const usual =
    usualName === profile.fqdn
      ? `after a TTL of ${usualSeconds} s`
      : `within ${usualSeconds} s, for which ${usualName} is remembered`
  return mostSeconds > usualSeconds
    ? `${usual}; for whoever keeps the whole answer of ${mostName}, up to ${mostSeconds} s`
    : usual
}

/** What a failover does for users of a name in front, one sentence. */
export function frontWords({ name, end, text, links, ttlSeconds, isWhole }: FrontReading): string {
  const least = isWhole ? '' : 'at least '
  const longestLink = Math.max(0, ...links.map((link) => link.ttlSeconds))
  switch (end) {
    case 'profile':
      return `${name} leads to the profile. Its alias may be kept for ${least}${longestLink} s; what the profile answers is remembered apart from it, so that this holds nobody up who does not keep the whole answer.`
    case 'addresses':
      return `${name} answers with addresses of its own, kept for ${least}${ttlSeconds ?? 0} s: its users move that much later, and only if its zone follows the profile.`
    case 'elsewhere':
      return `${name} leads to ${text}, past the profile: its users are not moved by it.`
    case 'dark':
      return `${name} leads nowhere: ${text}.`
    case 'notMeasurable':
      return `Where ${name} leads cannot be told from here: ${text}.`
  }
}
