import type { Check } from '../../../contract/index.ts'
import type { AskedServer, FrontReading, NameReading, TrafficProfile } from '../../ports/azure.ts'
import { leadOf, leadWords, type EndpointLeads, type NameLead, type LeadWish } from '../../providers/azure/name-lead.ts'
import { answerWords, isAnswerMeasured } from '../../providers/azure/name-verdict.ts'
import { frontWords } from '../../providers/azure/user-times.ts'

export type Said = Pick<Check, 'status' | 'evidence' | 'harm'>
/** A check by its name and title; one that `informs` stands against nothing. */
export type Named = readonly [name: string, title: string, said: Said & { readonly informs?: boolean }]

/**
 * What name servers say of the profile's name, and of each name that users type. An answer that cannot be told from one to who is left
 * only informs, where others tell it.
 */
export function nameChecks(
  { authoritative, recursive, fronts }: NameReading,
  wish: LeadWish,
  { endpoints }: Pick<TrafficProfile, 'endpoints'>,
  leads: EndpointLeads
): readonly Named[] {
  const leadTo = ({ answer }: AskedServer): NameLead => leadOf(answer, wish, endpoints, leads)
  const isTold = (asked: readonly AskedServer[]): boolean => asked.some((one) => leadTo(one) === 'wanted')
  const said = (asked: readonly AskedServer[], others: Others): Said & { readonly informs?: boolean } =>
    namesSaid(
      asked,
      others,
      leadTo,
      (lead, { answer }) =>
        `${answerWords(answer, endpoints)}${leadWords(lead, answer, endpoints, leads)}${left(answer)}`
    )
  const besides = (others: readonly AskedServer[]): Others => ({
    areMeasured: others.some(isAnswerMeasured),
    areTold: isTold(others)
  })
  const areTold = isTold(authoritative) || isTold(recursive)
  return [
    ['authority', 'Name servers of the zone', said(authoritative, besides(recursive))],
    ['resolvers', 'Resolvers', said(recursive, besides(authoritative))],
    ...fronts.map((front): Named => [
      `front ${front.name}`,
      `Users of ${front.name}`,
      frontSaid(front, (asked) => said(asked, { areMeasured: true, areTold }))
    ])
  ]
}

/** Only of a name that leads through the profile can be seen where its users are led by now. */
function frontSaid(
  front: FrontReading,
  said: (asked: readonly AskedServer[]) => Said & { readonly informs?: boolean }
): Said & { readonly informs?: boolean } {
  const { end, links, recursive } = front
  if (end !== 'profile')
    return { status: end === 'dark' ? 'False' : 'Unknown', evidence: frontWords(front), informs: true }
  const found = said(recursive)
  const seconds = Math.max(0, ...links.map(({ ttlSeconds }) => ttlSeconds))
  return { ...found, evidence: `${found.evidence}; whoever keeps its whole answer has it for up to ${seconds} s` }
}

/** Somebody else who is asked: these then inform only, where they cannot be asked, or what they say tells nothing. */
interface Others {
  readonly areMeasured: boolean
  /** Of one of them it is told that it leads where it is wanted. */
  readonly areTold: boolean
}

function namesSaid(
  asked: readonly AskedServer[],
  others: Others,
  leadTo: (server: AskedServer) => NameLead,
  wordsOf: (lead: NameLead, server: AskedServer) => string
): Said & { readonly informs?: boolean } {
  const measured = asked.filter(isAnswerMeasured)
  if (measured.length === 0)
    return { status: 'Unknown', evidence: 'They cannot be asked from here', informs: others.areMeasured }
  const leads = measured.map(leadTo)
  const evidence = measured.map((one) => `${one.server} says ${wordsOf(leadTo(one), one)}`).join('; ')
  if (leads.every((lead) => lead === 'wanted')) return { status: 'True', evidence }
  const isUntold = leads.every((lead) => lead === 'wanted' || lead === 'shared')
  return isUntold ? { status: 'Unknown', evidence, informs: others.areTold } : { status: 'False', evidence }
}

/** That there is nothing is remembered, and outlasts its end. */
function left(answer: AskedServer['answer']): string {
  return answer.kind === 'dark' && answer.forSeconds !== null ? `, kept for ${answer.forSeconds} s` : ''
}
