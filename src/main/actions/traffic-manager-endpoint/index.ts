import { asFailure, failureOf, targetName, type WireRequest } from '../../../contract/index.ts'
import { isJsonObject, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Conclusion, Look, Mutation, Seen, StepOutcome } from '../../ports/action.ts'
import type { AzureReader, EndpointStatus, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { DoStep } from '../../ports/step.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { armFailure, readArmError } from '../../providers/azure/arm-error.ts'
import { endpointCommand, restCommand } from '../../providers/azure/commands.ts'
import { azureOf, endpointTarget, freshProfile } from '../../providers/azure/endpoint-target.ts'
import { differences } from '../../providers/azure/fingerprint.ts'
import { probed } from '../../providers/azure/nested.ts'
import { answered, isFoundIll, isProvedOnline, isUnmonitored } from '../../providers/azure/serving.ts'
import { isRefusal, turnedAwayFor } from '../../providers/azure/turned-away.ts'
import { endpointFacts, type EndpointFacts } from './facts.ts'

const id = 'traffic-manager-endpoint'

/**
 * Enables or disables one endpoint of a Traffic Manager profile: one PATCH of one field, where `az` sends the whole endpoint
 * back as it read it. The service promises no precondition, so that the profile is read and compared just before.
 */
export const trafficManagerEndpoint: Action<EndpointFacts> = {
  id,
  version: 1,
  facts: endpointFacts,
  async look(step, place, { abort }): Promise<Look> {
    const azure = azureOf(place)
    const { facts, sends } = step
    if (sends.kind !== 'fixed') return refusedLook('A change of an endpoint is known while it is planned.')
    const profile = await freshProfile(azure, facts, abort, true)
    const endpoint = endpointIn(profile, facts)
    if (!endpoint) return changed(`${facts.name} is no endpoint of ${facts.profile} any more`, ['/endpoints'])
    if (endpoint.status === facts.to)
      return { kind: 'already', since: null, text: `${facts.name} is ${facts.to} already: nothing was sent.` }
    const serving = answered(profile)
    if (facts.when === 'dark' && serving.length > 0) {
      const text = `${serving.map(({ name }) => name).join(', ')} is answered: nothing has to be put back.`
      return { kind: 'already', since: null, text }
    }
    const unmet = facts.when === 'dark' ? [] : differences(profile, facts.expected)
    if (unmet.length > 0)
      return changed(`Somebody else changed ${facts.profile} since it was planned: ${unmet.join('; ')}`, unmet)
    if (facts.when === 'ill') {
      const stays = await whyStays(azure, profile, endpoint, abort)
      if (stays !== null) return { kind: 'already', since: null, text: `${stays}: ${facts.name} stays as it is.` }
    }
    if (facts.when === 'another' && !(await hasAnother(azure, profile, endpoint, abort)))
      return refusedLook(
        `No other endpoint of ${facts.profile} is proved well: without ${facts.name} the name would go dark.`
      )
    return { kind: 'ready', request: sends.request, before: statusesOf(profile) }
  },
  async read({ facts }, place, abort, logged): Promise<Seen> {
    try {
      const profile = await freshProfile(azureOf(place), facts, abort, logged)
      return { object: profile, facts: { [facts.name]: endpointIn(profile, facts)?.status ?? 'gone' } }
    } catch (error) {
      if (asFailure(error).code === 'notFound') return { object: null, facts: null }
      throw error
    }
  },
  conclude({ facts }, { object }): Conclusion {
    const endpoint = object === null ? null : endpointIn(object as TrafficProfile, facts)
    if (!endpoint) {
      const text = `${facts.name} is no endpoint of ${facts.profile} any more`
      return { kind: 'gone', text, failure: failureOf('notFound', `${text}.`) }
    }
    if (endpoint.status === facts.to) return { kind: 'applied', text: `${facts.name} is ${facts.to}` }
    return { kind: 'asBefore', text: `${facts.name} is ${endpoint.status ?? 'of a status that is not known'}` }
  },
  undoneIn({ facts }, { object }) {
    const endpoint = object === null ? undefined : endpointIn(object as TrafficProfile, facts)
    if (endpoint?.status === facts.to) return null
    const now = endpoint ? (endpoint.status ?? 'of a status that is not known') : 'no endpoint of it any more'
    return `Endpoint ${facts.name} of ${facts.profile} was ${facts.to} when it was proved, and is ${now}. Who changed it stands in Azure's activity log.`
  },
  writtenAt: () => null,
  outcome: outcomeOf,
  againAfter: turnedAwayFor,
  factsOf(body) {
    const json = parsedJson(body)
    return { endpointStatus: stringAt(json, 'properties', 'endpointStatus'), error: readArmError(body)?.code ?? null }
  },
  undo({ target, facts, request }) {
    const { to } = facts
    const back = to === 'Enabled' ? 'Disabled' : 'Enabled'
    const when = back === 'Disabled' ? 'another' : 'always'
    const statuses = { ...facts.expected.statuses, [targetName(target)]: to }
    return {
      ...endpointStep(
        {
          id: `undo-${id}`,
          facts: { ...facts, to: back, when, isOwed: false, expected: { ...facts.expected, statuses } },
          request: { ...request, body: JSON.stringify({ properties: { endpointStatus: back } }) }
        },
        target
      ),
      target
    }
  },
  debts({ target, facts }) {
    if (!facts.isOwed) return []
    const text = `Enable endpoint ${facts.name} again, once it is proved well: ${facts.profile} has one region less to go to`
    return [{ id: debtId(target), text, command: endpointCommand(facts, facts, opposite(facts.to)) }]
  },
  settles: ({ target, facts }) => (facts.to === 'Enabled' ? [debtId(target)] : [])
}

interface EndpointStep extends Pick<DoStep, 'id'> {
  readonly facts: EndpointFacts
  /** As the SDK built it. */
  readonly request: WireRequest
  readonly after?: DoStep['after']
  readonly onFailure?: DoStep['onFailure']
  readonly title?: string
}

/** A step of a plan that changes the status of an endpoint. */
export function endpointStep(
  { id: stepId, facts, request, after = [], onFailure = 'stop', title }: EndpointStep,
  target: DoStep['target']
): DoStep<EndpointFacts> {
  return {
    kind: 'do',
    id: stepId,
    title: title ?? `${facts.to === 'Enabled' ? 'Enable' : 'Disable'} ${facts.name}`,
    action: id,
    target,
    facts,
    sends: { kind: 'fixed', request },
    command: endpointCommand(facts, facts, facts.to),
    fidelity: 'sameIntent',
    commandSends: 'az reads the endpoint and sends all of it back: GET and PUT',
    exact: restCommand(request),
    expectedMs: 2_000,
    reversible: 'yes',
    after,
    onFailure
  }
}

/** Where the endpoint stands; what a step changes. */
export { endpointTarget }
export type { EndpointFacts }

/**
 * Only Resource Manager's own answer counts: the endpoint as we wanted it, or an error in its form. A page with 200, an empty
 * body and every 5xx say nothing of what became of the request.
 */
function outcomeOf({ facts }: Mutation<EndpointFacts>, { status, body, headers }: WireResponse): StepOutcome {
  const asked = `change endpoint ${facts.name}`
  const failure = armFailure({ status, body, asked, retryAfter: headers['retry-after'] ?? '' })
  if (status === 200 || status === 201) {
    const json = parsedJson(body)
    const isOurs = isJsonObject(json) && stringAt(json, 'properties', 'endpointStatus') === facts.to
    const text = `What was answered to the change of ${facts.name} is not the endpoint.`
    return isOurs
      ? { outcome: 'succeeded' }
      : { outcome: 'unknown', failure: failureOf('server', text, { retryable: true }) }
  }
  if (!isRefusal({ status, body })) return { outcome: 'unknown', failure }
  return { outcome: status === 409 || status === 412 ? conflictOf(failure.code) : 'failed', failure }
}

function conflictOf(code: string): 'conflict' | 'failed' {
  return code === 'conflict' ? 'conflict' : 'failed'
}

/**
 * Why an endpoint is not taken out again; null where it is ill, by Traffic Manager or by our own probe, and another one is well.
 * While none is, Traffic Manager leads to whichever answers first.
 */
async function whyStays(
  azure: AzureReader,
  profile: TrafficProfile,
  endpoint: TrafficEndpoint,
  abort: AbortSignal
): Promise<string | null> {
  if (!isFoundIll(endpoint)) {
    const { target, settings } = probed(endpoint, profile)
    const { isWell, text } = await azure.probe(target, settings, abort)
    if (isWell !== false)
      return `It is ${endpoint.monitorStatus} by Traffic Manager, and by our own probe not ill (${text})`
  }
  return (await hasAnother(azure, profile, endpoint, abort)) ? null : 'No other endpoint is proved well either'
}

/** Well by Traffic Manager's own probes, or, where it probes nothing, by ours. */
async function hasAnother(
  azure: AzureReader,
  profile: TrafficProfile,
  endpoint: TrafficEndpoint,
  abort: AbortSignal
): Promise<boolean> {
  const others = profile.endpoints.filter((one) => one.id !== endpoint.id)
  if (others.some(isProvedOnline)) return true
  for (const other of others.filter(isUnmonitored)) {
    const { target, settings } = probed(other, profile)
    const { isWell } = await azure.probe(target, settings, abort)
    if (isWell === true) return true
  }
  return false
}

function endpointIn(profile: TrafficProfile, { kind, name }: EndpointFacts): TrafficEndpoint | undefined {
  return profile.endpoints.find((one) => one.kind === kind && one.name.toLowerCase() === name.toLowerCase())
}

function statusesOf({ endpoints }: TrafficProfile): Readonly<Record<string, string>> {
  return Object.fromEntries(endpoints.map((one) => [one.name, `${one.status ?? 'unknown'}, ${one.monitorStatus}`]))
}

function opposite(status: EndpointStatus): EndpointStatus {
  return status === 'Enabled' ? 'Disabled' : 'Enabled'
}

function changed(text: string, unmet: readonly string[]): Look {
  const failure = failureOf('conflict', `${text}.`, { remedy: 'Plan again from what is there now.' })
  return { kind: 'changed', failure, unmet }
}

function refusedLook(text: string): Look {
  return { kind: 'refused', failure: failureOf('refused', text, { remedy: 'Plan again when another one is well.' }) }
}

function debtId(target: Mutation['target']): string {
  return `${id} ${targetName(target)}`
}
