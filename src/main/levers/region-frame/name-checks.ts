import type { Check } from '../../../contract/index.ts'
import type { AskedServer, FrontReading, NameReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { answerWords, hasLeft, isAnswerMeasured, namesEndpoint } from '../../providers/azure/name-verdict.ts'
import { frontWords } from '../../providers/azure/user-times.ts'

export type Said = Pick<Check, 'status' | 'evidence' | 'harm'>
/** A check by its name and title; one that `informs` stands against nothing. */
export type Named = readonly [name: string, title: string, said: Said & { readonly informs?: boolean }]

interface Ends {
  readonly to: TrafficEndpoint | undefined
  /** Nobody may be answered with it any more; undefined where others are answered too. */
  readonly away: TrafficEndpoint | undefined
}

/** What name servers say of the profile's name, and of each name that users type. */
export function nameChecks(
  { authoritative, recursive, fronts }: NameReading,
  { to, away }: Ends,
  { endpoints }: Pick<TrafficProfile, 'endpoints'>
): readonly Named[] {
  const moved = ({ answer }: AskedServer): boolean =>
    away ? hasLeft(answer, away, endpoints) : to !== undefined && namesEndpoint(answer, to)
  const said = (asked: readonly AskedServer[], others: boolean): Said & { readonly informs?: boolean } =>
    namesSaid(asked, moved, endpoints, others)
  return [
    ['authority', 'Name servers of the zone', said(authoritative, recursive.some(isAnswerMeasured))],
    ['resolvers', 'Resolvers', said(recursive, authoritative.some(isAnswerMeasured))],
    ...fronts.map((front): Named => [`front ${front.name}`, `Users of ${front.name}`, frontSaid(front, said)])
  ]
}

/** Only of a name that leads through the profile can be seen where its users are led by now. */
function frontSaid(
  front: FrontReading,
  said: (asked: readonly AskedServer[], others: boolean) => Said & { readonly informs?: boolean }
): Said & { readonly informs?: boolean } {
  const { end, links, recursive } = front
  if (end !== 'profile')
    return { status: end === 'dark' ? 'False' : 'Unknown', evidence: frontWords(front), informs: true }
  const found = said(recursive, true)
  const seconds = Math.max(0, ...links.map(({ ttlSeconds }) => ttlSeconds))
  return { ...found, evidence: `${found.evidence}; whoever keeps its whole answer has it for up to ${seconds} s` }
}

/** `others` tells whether somebody else can be asked: these then inform only when they cannot. */
function namesSaid(
  asked: readonly AskedServer[],
  moved: (server: AskedServer) => boolean,
  endpoints: readonly TrafficEndpoint[],
  others: boolean
): Said & { readonly informs?: boolean } {
  const measured = asked.filter(isAnswerMeasured)
  if (measured.length === 0) return { status: 'Unknown', evidence: 'They cannot be asked from here', informs: others }
  const bad = measured.filter((server) => server.answer.kind === 'dark' || !moved(server))
  const words = measured.map(({ server, answer }) => `${server} says ${answerWords(answer, endpoints)}${left(answer)}`)
  return { status: bad.length === 0 ? 'True' : 'False', evidence: words.join('; ') }
}

/** That there is nothing is remembered, and outlasts its end. */
function left(answer: AskedServer['answer']): string {
  return answer.kind === 'dark' && answer.forSeconds !== null ? `, kept for ${answer.forSeconds} s` : ''
}
