import * as z from 'zod/mini'
import { failureOf, type Guard } from '../../../contract/index.ts'
import type { ProbeReading, TrafficProfile } from '../../ports/azure.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { endpointCommand } from '../../providers/azure/commands.ts'
import { azureOf, freshProfile } from '../../providers/azure/endpoint-target.ts'
import { probed } from '../../providers/azure/nested.ts'
import { readinessOf, type Readiness } from '../../providers/azure/readiness.ts'
import { regionBudgets } from '../../providers/azure/region-budgets.ts'
import { routingSource } from '../../providers/azure/routing-effect.ts'
import { endpointKey, seenRegion } from '../../providers/azure/seen-region.ts'
import { framePlan, planOrFailure } from '../plan-frame/index.ts'
import { regionFailbackId, snapshotOf } from '../region-failback/index.ts'
import {
  disableSteps,
  enableSteps,
  movedGate,
  noDryRun,
  proofOf,
  regionPhases,
  regionSteps,
  snapshotStep
} from '../region-frame/index.ts'
import { rehearsalsIn, type Rehearsal } from './judge.ts'

/** The endpoint that is tried, as `kind/name`. */
export const rehearsalChoice = z.strictObject({ endpoint: z.string() })

/**
 * Plans a rehearsal from a fresh reading.
 * @throws FailureError `cancelled` only.
 */
export async function planRehearsal(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  return planOrFailure(() => planFresh(request, tools))
}

interface Found extends Rehearsal {
  readonly profile: TrafficProfile
  readonly probe: ProbeReading
  readonly readiness: Readiness
}

async function planFresh(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const azure = azureOf(tools)
  const profile = await freshProfile(azure, azure.profile, tools.abort, true)
  const all = rehearsalsIn(profile)
  if ('why' in all) return refusal(all.why, profile)
  const choice = rehearsalChoice.safeParse(request.choice)
  const found = choice.success ? all.find(({ tried }) => endpointKey(tried) === choice.data.endpoint) : all[0]
  if (!found) return { kind: 'needsChoice', reason: 'Choose which endpoint to try.' }
  const { target, settings } = probed(found.tried, profile)
  const [probe, readiness] = await Promise.all([
    azure.probe(target, settings, tools.abort),
    readinessOf(azure, profile, [found.tried], tools.abort)
  ])
  const planned = await build({ ...found, profile, probe, readiness }, request, tools)
  return { kind: 'plan', planned, isChosen: request.choice !== null }
}

async function build(found: Found, request: PlanRequest, tools: PlanTools): Promise<Planned> {
  const { profile, serving, tried, probe, readiness } = found
  const at = regionSteps({ azure: azureOf(tools), speed: tools.clock.speed }, profile)
  const snapshot = snapshotStep(at)
  const enable = await enableSteps(at, tried, [snapshot.id], 'another')
  const stays = await movedGate(enable.next, { check: 'name arrived', about: serving, after: [enable.last] }, null)
  const disable = await disableSteps(enable.next, tried, { after: [stays.id], isOwed: false })
  const steps = [
    snapshot,
    ...enable.steps,
    { ...stays, title: `Prove that ${profile.fqdn} stays at ${serving.name}` },
    ...disable.steps
  ]
  const names = { fronts: seenRegion(tools.world)?.names.fronts ?? [] }
  const expectedMs = regionBudgets(profile).wellUsuallyMs + 15_000
  const isWell = probe.isWell === true
  const blocked =
    readiness.blocked ??
    (isWell
      ? null
      : failureOf('refused', `${tried.name} does not answer our own probe: ${probe.text}.`, {
          remedy: 'That is what a rehearsal is to find out. Make it answer, and rehearse then.',
          retryable: true
        }))
  const plan = framePlan(tools, request, steps, {
    lever: 'regionRehearsal',
    choice: { endpoint: endpointKey(tried) },
    words: {
      title: `Rehearse with ${tried.name}`,
      doing: `Rehearsing with ${tried.name}`,
      done: 'Rehearsed',
      outside: {
        doing: 'A change of region is being rehearsed; users stay where they are.',
        done: 'A change of region was rehearsed; users stayed where they are.'
      }
    },
    changes: [
      { kind: 'value', title: `${tried.name}, endpointStatus`, before: 'Disabled', after: 'Enabled, then Disabled' }
    ],
    guards: [
      {
        id: 'routing',
        status: 'passed',
        text: `Priority routing: nobody is led to ${tried.name} (${tried.priority}) while ${serving.name} (${serving.priority}) is answered.`
      },
      { id: 'probe', status: isWell ? 'passed' : 'blocked', text: `Own probe of ${tried.name}: ${probe.text}` },
      ...readiness.guards,
      falls(serving.name, tried.name)
    ],
    notes: [
      `It tries the sign-in, the permission to change ${tried.name}, its probes, and what name servers answer. It does not try ${tried.name} under load, nor the data.`
    ],
    blast: 'nobody, while the endpoint that serves stays well',
    takesEffect: 'at once, and for nobody',
    takesEffectMs: 0,
    expectedMs,
    inverse: {
      text: 'disable it again',
      command: endpointCommand(profile, tried, 'Disabled'),
      lever: regionFailbackId,
      choice: snapshotOf([serving, tried])
    },
    withoutYou: {
      text: 'nobody knows whether a failover would work',
      detail: `${tried.name} is disabled, and nobody probes it.`
    },
    preview: noDryRun,
    typed: `${tried.name}@${tools.environment.name}`,
    isSure: true,
    ...(blocked ? { blocked } : {})
  })
  const proof = proofOf(profile, { to: serving, away: tried }, { statuses: disable.next.expected.statuses })
  return { plan, steps, phases: regionPhases(profile, names), proof, basis: at.expected }
}

function refusal(reason: string, profile: TrafficProfile): PlanResult {
  const off = profile.endpoints.find(({ status }) => status === 'Disabled')
  return {
    kind: 'refused',
    reason,
    source: routingSource,
    trap: {
      id: 'T6',
      severity: 'refused',
      lead: 'There is no rehearsal without users here.',
      text: reason,
      source: routingSource,
      ...(off ? { command: endpointCommand(profile, off, 'Enabled') } : {})
    }
  }
}

/** What would lead users there all the same. */
function falls(serving: string, tried: string): Guard {
  return {
    id: 'meanwhile',
    status: 'warning',
    text: `Should ${serving} fall ill while ${tried} is enabled, Traffic Manager leads users to ${tried}; it is not disabled then.`
  }
}
