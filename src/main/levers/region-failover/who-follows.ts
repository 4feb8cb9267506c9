import type { Guard } from '../../../contract/index.ts'
import { nestedWords } from '../../providers/azure/nested-panel.ts'
import type { FrontReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { frontWords } from '../../providers/azure/user-times.ts'

/** A TTL above this is worth a word, seconds. */
const longTtlSeconds = 60

/** For how long users are led as before, by the profile's name and by each that users type. */
export function rememberedGuards(
  { ttlSeconds }: Pick<TrafficProfile, 'ttlSeconds'>,
  fronts: readonly FrontReading[]
): readonly Guard[] {
  const late = ttlSeconds > longTtlSeconds ? ' A shorter one would hold only for what is asked after it.' : ''
  return [
    {
      id: 'ttl',
      status: ttlSeconds > longTtlSeconds ? 'warning' : 'passed',
      text: `Resolvers remember an answer for ${ttlSeconds} s.${late}`
    },
    ...fronts.map((front): Guard => ({
      id: `front-${front.name}`,
      status: isPlain(front) ? 'passed' : 'warning',
      text: frontWords(front)
    }))
  ]
}

function isPlain({ end, links }: FrontReading): boolean {
  return end === 'profile' && links.every(({ ttlSeconds }) => ttlSeconds <= longTtlSeconds)
}

/** What no name server can tell: only what still arrives there does. */
export function clientsNote({ name }: Pick<TrafficEndpoint, 'name'>): string {
  return `Clients that do not follow DNS cannot be seen beforehand. Open connections stay on ${name} until they close; a program that looks names up only once stays until it is started anew. What still arrives there after the TTL is theirs.`
}

/** What is nested behind either of the two. */
export function nestedNotes({ from, to }: Readonly<Record<'from' | 'to', TrafficEndpoint>>): readonly string[] {
  return [from, to].flatMap(({ name, nested }) => {
    if (!nested) return []
    return nested.seen
      ? [nestedWords(name, nested, nested.seen)]
      : [
          `What is behind ${name} cannot be read: ${nested.unread}. Proof waits until DNS answers with another endpoint.`
        ]
  })
}
