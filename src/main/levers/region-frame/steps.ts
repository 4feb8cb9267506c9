import type { StepId } from '../../../contract/index.ts'
import {
  endpointStep,
  endpointTarget,
  trafficManagerEndpoint,
  type EndpointFacts
} from '../../actions/traffic-manager-endpoint/index.ts'
import type { AzureReader, EndpointStatus, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { DoStep, KeepStep, WaitStep } from '../../ports/step.ts'
import { expectedOf, type ExpectedProfile } from '../../providers/azure/fingerprint.ts'
import { regionBudgets } from '../../providers/azure/region-budgets.ts'

/** Steps are planned one after the other: each expects what those before it leave. */
export interface RegionSteps {
  readonly azure: AzureReader
  /** Of the clock of the place. */
  readonly speed: number
  readonly profile: TrafficProfile
  /** How the profile will stand when the step's turn comes. */
  readonly expected: ExpectedProfile
}

/** The profile as it stands, kept before anything is changed. */
export function snapshotStep({ profile }: RegionSteps): KeepStep {
  const { subscription, group, profile: name } = profile
  return {
    kind: 'keep',
    id: 'snapshot',
    title: `Keep ${name} as it is`,
    what: { profile: { subscription, group, profile: name } },
    deadlineMs: 5_000,
    after: []
  }
}

/** What a plan says of one endpoint. */
export function statusChange({ name, status }: TrafficEndpoint, after: EndpointStatus) {
  return { kind: 'value', title: `${name}, endpointStatus`, before: status ?? 'unknown', after } as const
}

/**
 * Waits until an endpoint answers our own probe, whatever its status is: where its priority is better, users are led to it as
 * soon as it is enabled, before Traffic Manager has probed it, and what was planned may be minutes old.
 */
export function answersGate(at: RegionSteps, endpoint: TrafficEndpoint, after: readonly StepId[]): WaitStep {
  return {
    kind: 'wait',
    id: `answers-${endpoint.name}`,
    title: `Prove that ${endpoint.name} answers our own probe`,
    gate: { kind: 'check', check: 'endpoint answers', target: endpointTarget(at.azure, endpoint), forMs: 0 },
    atMostMs: regionBudgets(at.profile, at.speed).movedMs,
    onTime: 'stop',
    after
  }
}

/** Takes an endpoint out again that was enabled: whenever another one is well, or only where it is ill besides. */
export type OrBack = 'another' | 'ill'

/**
 * Enables an endpoint unless it is, and waits until it is proved well. `orBack`: it is disabled again when it is not; `back` does
 * the same for a step after it, and is null where the endpoint was enabled before.
 */
export async function enableSteps(
  at: RegionSteps,
  endpoint: TrafficEndpoint,
  after: readonly StepId[],
  orBack: OrBack | null = null
): Promise<{
  readonly steps: readonly (DoStep | WaitStep)[]
  readonly next: RegionSteps
  readonly last: StepId
  readonly back: DoStep | null
}> {
  const { name } = endpoint
  const gate: WaitStep = {
    kind: 'wait',
    id: `well-${name}`,
    title: `Prove ${name} well`,
    gate: { kind: 'check', check: 'endpoint well', target: endpointTarget(at.azure, endpoint), forMs: 0 },
    atMostMs: regionBudgets(at.profile, at.speed).wellMs,
    onTime: 'stop',
    after
  }
  if (endpoint.status === 'Enabled') return { steps: [gate], next: at, last: gate.id, back: null }
  const enable = await statusStep(at, endpoint, { id: `enable-${name}`, to: 'Enabled', when: 'always', after })
  const next = withStatus(at, endpoint, 'Enabled')
  const backAs = (id: StepId): Promise<DoStep> | null =>
    orBack && statusStep(next, endpoint, { id, to: 'Disabled', when: orBack, after: [] })
  const [own, back] = await Promise.all([backAs(`back-${name}`), backAs(`back-${name}-later`)])
  const onTime: WaitStep['onTime'] = own ? { instead: [own] } : 'stop'
  return { steps: [enable, { ...gate, onTime, after: [enable.id] }], next, last: gate.id, back }
}

/**
 * Disables an endpoint while another one is proved well. `isOwed`: it has to be enabled again some day. `back` is done where
 * that fails.
 */
export async function disableSteps(
  at: RegionSteps,
  endpoint: TrafficEndpoint,
  options: { readonly after: readonly StepId[]; readonly isOwed: boolean; readonly back?: DoStep | null }
): Promise<{ readonly steps: readonly DoStep[]; readonly next: RegionSteps; readonly last: StepId }> {
  const { after, isOwed, back = null } = options
  const id = `disable-${endpoint.name}`
  const disable = await statusStep(at, endpoint, { id, to: 'Disabled', when: 'another', after, isOwed })
  const steps = [back ? { ...disable, onFailure: { instead: [back] } } : disable]
  return { steps, next: withStatus(at, endpoint, 'Disabled'), last: id }
}

/**
 * Waits until the name servers of the zone answer otherwise. If the name goes dark instead, `back` is enabled at once: a
 * sick answer is better than none.
 */
export async function movedGate(
  at: RegionSteps,
  gate: {
    readonly check: 'name left' | 'name arrived'
    readonly about: TrafficEndpoint
    readonly after: readonly StepId[]
  },
  back: TrafficEndpoint | null
): Promise<WaitStep> {
  const { check, about, after } = gate
  const instead = back
    ? [await statusStep(at, back, { id: `back-${back.name}`, to: 'Enabled', when: 'dark', after: [] })]
    : []
  return {
    kind: 'wait',
    id: 'moved',
    title: `Prove that ${at.profile.fqdn} ${check === 'name left' ? 'has left' : 'has come to'} ${about.name}`,
    gate: { kind: 'check', check, target: endpointTarget(at.azure, about), forMs: 0 },
    atMostMs: regionBudgets(at.profile, at.speed).movedMs,
    onTime: instead.length > 0 ? { instead } : 'stop',
    after
  }
}

async function statusStep(
  { azure, profile, expected }: RegionSteps,
  endpoint: TrafficEndpoint,
  step: {
    readonly id: StepId
    readonly to: EndpointStatus
    readonly when: EndpointFacts['when']
    readonly after: readonly StepId[]
    readonly isOwed?: boolean
  }
): Promise<DoStep> {
  const { id, to, when, after, isOwed = false } = step
  const { subscription, group, profile: name } = profile
  const request = await azure.endpointRequest(profile, endpoint, to)
  const facts = {
    subscription,
    group,
    profile: name,
    kind: endpoint.kind,
    name: endpoint.name,
    to,
    expected,
    when,
    isOwed
  }
  const title =
    when === 'dark'
      ? `If the name goes dark, enable ${endpoint.name} again`
      : when === 'ill'
        ? `If ${endpoint.name} is ill then, and another one well, disable it again`
        : undefined
  return endpointStep(
    { id, facts, request, after, ...(title === undefined ? {} : { title }) },
    endpointTarget(azure, endpoint)
  )
}

function withStatus(at: RegionSteps, { id }: TrafficEndpoint, status: EndpointStatus): RegionSteps {
  return { ...at, expected: { ...at.expected, statuses: { ...at.expected.statuses, [id]: status } } }
}

/** As the profile stands now. */
export function regionSteps(
  { azure, speed }: { readonly azure: AzureReader; readonly speed: number },
  profile: TrafficProfile
): RegionSteps {
  return { azure, speed, profile, expected: expectedOf(profile) }
}

/** For `knows` of the levers. */
export const regionActions = [trafficManagerEndpoint.id]
