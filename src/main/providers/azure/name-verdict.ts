import type { AskedServer, NameAnswer, TrafficEndpoint } from '../../ports/azure.ts'

/** Whether an answer leads to an endpoint: its target is the alias, or one of the addresses. */
export function namesEndpoint(answer: NameAnswer, { target }: Pick<TrafficEndpoint, 'target'>): boolean {
  if (target === '') return false
  if (answer.kind === 'alias') return answer.target === target
  return answer.kind === 'addresses' && answer.addresses.includes(target)
}

/** Whom to believe: those who answer for the zone, or, where none of them can be asked, those who remember. */
export function placeOfName(
  authoritative: readonly AskedServer[],
  recursive: readonly AskedServer[]
): readonly [readonly AskedServer[], string] {
  const asked = authoritative.filter(isMeasured)
  return asked.length > 0 ? [asked, 'name servers of the zone have'] : [recursive.filter(isMeasured), 'resolvers have']
}

export function isMeasured({ answer }: AskedServer): boolean {
  return answer.kind !== 'notMeasurable'
}

/** What a server said, for a row. */
export function answerWords(answer: NameAnswer, endpoints: readonly TrafficEndpoint[]): string {
  if (answer.kind === 'dark' || answer.kind === 'notMeasurable') return answer.text
  const found = endpoints.find((endpoint) => namesEndpoint(answer, endpoint))
  if (found) return found.location || found.name
  return answer.kind === 'alias' ? answer.target : answer.addresses.join(', ')
}
