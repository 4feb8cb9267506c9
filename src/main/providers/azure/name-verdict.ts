import { targetsOf } from './nested.ts'
import type { AskedServer, NameAnswer, TrafficEndpoint } from '../../ports/azure.ts'

/** Whether an answer leads to an endpoint: one of its names is the alias, or one of the addresses. */
export function namesEndpoint(answer: NameAnswer, endpoint: Pick<TrafficEndpoint, 'target' | 'nested'>): boolean {
  const targets = (targetsOf(endpoint) ?? [endpoint.target]).filter((target) => target !== '')
  if (answer.kind === 'alias') return targets.includes(answer.target)
  return answer.kind === 'addresses' && answer.addresses.some((address) => targets.includes(address))
}

/** Whom to believe: those who answer for the zone, or, where none of them can be asked, those who remember. */
export function placeOfName(
  authoritative: readonly AskedServer[],
  recursive: readonly AskedServer[]
): readonly [readonly AskedServer[], string] {
  const asked = authoritative.filter(isAnswerMeasured)
  return asked.length > 0
    ? [asked, 'name servers of the zone have']
    : [recursive.filter(isAnswerMeasured), 'resolvers have']
}

export function isAnswerMeasured({ answer }: AskedServer): boolean {
  return answer.kind !== 'notMeasurable'
}

/** What a server said, for a row. */
export function answerWords(answer: NameAnswer, endpoints: readonly TrafficEndpoint[]): string {
  if (answer.kind === 'dark' || answer.kind === 'notMeasurable') return answer.text
  const found = endpoints.find((endpoint) => namesEndpoint(answer, endpoint))
  if (found) return found.location || found.name
  return answer.kind === 'alias' ? answer.target : answer.addresses.join(', ')
}
