import type { AzureReader, NameAnswer, TrafficEndpoint } from '../../ports/azure.ts'
import { namesEndpoint } from './name-verdict.ts'
import { targetsOf } from './nested.ts'

/** Each of them is a question to every resolver, at every look. */
const mostHosts = 24

/** Names and addresses that endpoints lead to now, by their ids; an endpoint that nobody could be asked about is not among them. */
export type EndpointLeads = ReadonlyMap<string, ReadonlySet<string>>

/** Where users are to be led: to an endpoint, or to any but one; the id is empty where that one is not in the profile any more. */
export interface LeadWish {
  readonly kind: 'to' | 'awayFrom'
  readonly id: string
}

/**
 * Where an answer leads: where it is wanted; to another endpoint of the profile; to what wanted and other endpoints lead to alike, or may,
 * so that it tells nothing; or to nothing that an endpoint leads to, as the address of a portal.
 */
export type NameLead = 'wanted' | 'other' | 'shared' | 'stranger'

/**
 * Asks where endpoints lead to, if answers do not name one of them: resolvers may answer with addresses in place of an alias. The
 * endpoint of the wish is asked about first.
 * @throws the abort reason.
 */
export async function readLeads(
  azure: Pick<AzureReader, 'leadsTo'>,
  answers: readonly NameAnswer[],
  wish: LeadWish,
  endpoints: readonly TrafficEndpoint[],
  abort: AbortSignal
): Promise<EndpointLeads> {
  const isNamed = (answer: NameAnswer): boolean =>
    answer.kind === 'alias'
      ? endpoints.some((endpoint) => namesEndpoint(answer, endpoint))
      : answer.kind !== 'addresses'
  if (answers.every(isNamed)) return new Map()
  const hosts = endpoints
    .toSorted((a, b) => Number(b.id === wish.id) - Number(a.id === wish.id))
    .flatMap((endpoint) => hostsOf(endpoint).map((host) => ({ id: endpoint.id, host })))
  const asked = await Promise.all(
    hosts.map(async ({ id, host }, index) => ({
      id,
      led: index < mostHosts ? await azure.leadsTo(host, abort) : null
    }))
  )
  const unknown = new Set(asked.filter(({ led }) => led === null).map(({ id }) => id))
  const leads = new Map<string, Set<string>>()
  for (const { id, led } of asked)
    if (!unknown.has(id)) leads.set(id, new Set([...(leads.get(id) ?? []), ...(led ?? [])]))
  return leads
}

/** Where an answer leads, by its names, and where it has none of an endpoint, by what endpoints lead to. Pure. */
export function leadOf(
  answer: NameAnswer,
  wish: LeadWish,
  endpoints: readonly TrafficEndpoint[],
  leads: EndpointLeads
): NameLead {
  const isWanted = ({ id }: TrafficEndpoint): boolean => (wish.kind === 'to') === (id === wish.id)
  const wanted = endpoints.filter(isWanted)
  const others = endpoints.filter((endpoint) => !isWanted(endpoint))
  if (answer.kind === 'dark' || answer.kind === 'notMeasurable') return 'stranger'
  if (answer.kind === 'alias') {
    const isOf = (some: readonly TrafficEndpoint[]): boolean => some.some((one) => namesEndpoint(answer, one))
    const [first, then] = wish.kind === 'to' ? (['wanted', 'other'] as const) : (['other', 'wanted'] as const)
    if (isOf(first === 'wanted' ? wanted : others)) return first
    if (isOf(then === 'wanted' ? wanted : others)) return then
  }
  const values = answer.kind === 'alias' ? [answer.target] : answer.addresses
  const found = values.map((value) => leadOfValue(value, wanted, others, leads))
  // With many addresses in one answer, one of the endpoint is enough for who is to be reached, and one too many for who is not.
  const order = wish.kind === 'to' ? mostFirst : mostFirst.toReversed()
  return order.find((lead) => found.includes(lead)) ?? 'stranger'
}

const mostFirst: readonly NameLead[] = ['wanted', 'shared', 'stranger', 'other']

function leadOfValue(
  value: string,
  wanted: readonly TrafficEndpoint[],
  others: readonly TrafficEndpoint[],
  leads: EndpointLeads
): NameLead {
  const isKnown = (endpoint: TrafficEndpoint): boolean => leads.has(endpoint.id)
  const isOf = (endpoint: TrafficEndpoint): boolean =>
    hostsOf(endpoint).includes(value) || leads.get(endpoint.id)?.has(value) === true
  const isOther = others.some(isOf)
  if (!wanted.some(isOf)) return isOther ? 'other' : 'stranger'
  return isOther || !others.every(isKnown) ? 'shared' : 'wanted'
}

function hostsOf(endpoint: TrafficEndpoint): readonly string[] {
  return (targetsOf(endpoint) ?? [endpoint.target]).filter((host) => host !== '')
}

/** What is said of a lead behind the answer's own words; empty where these name an endpoint. */
export function leadWords(
  lead: NameLead,
  answer: NameAnswer,
  endpoints: readonly TrafficEndpoint[],
  leads: EndpointLeads
): string {
  if (answer.kind !== 'alias' && answer.kind !== 'addresses') return ''
  if (endpoints.some((endpoint) => namesEndpoint(answer, endpoint))) return ''
  if (lead === 'stranger') return ', where no endpoint of the profile leads'
  if (lead === 'shared') return ', and whose that is cannot be told'
  const values = answer.kind === 'alias' ? [answer.target] : answer.addresses
  const owners = endpoints.filter(({ id }) => values.some((value) => leads.get(id)?.has(value) === true))
  return `, where ${owners.map(({ name }) => name).join(' and ')} leads`
}
