import { failureOf, type Failure, type Guard } from '../../../contract/index.ts'
import type { FrontReading, ProbeReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { trafficManagerEndpoint } from '../../actions/traffic-manager-endpoint/index.ts'
import { endpointCommand } from '../../providers/azure/commands.ts'
import { azureOf, freshProfile } from '../../providers/azure/endpoint-target.ts'
import { routingEffect, routingSource, takenOverBy, type RoutingEffect } from '../../providers/azure/routing-effect.ts'
import { answered, isEndpointIll } from '../../providers/azure/serving.ts'
import { probed } from '../../providers/azure/nested.ts'
import {
  dataInPlan,
  homeIn,
  joinParts,
  leftDebt,
  leftIn,
  readyPart,
  type JoinedParts,
  type ReadyPart
} from '../data-frame/index.ts'
import { announcedDebts, framePlan, planOrFailure } from '../plan-frame/index.ts'
import { joined, readinessOf, subscriptionReadiness, type Readiness } from '../../providers/azure/readiness.ts'
import { regionBudgets } from '../../providers/azure/region-budgets.ts'
import { remembered, takesEffectWords } from '../../providers/azure/user-times.ts'
import { clientsNote, nestedNotes, rememberedGuards } from './who-follows.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import {
  disableSteps,
  enableSteps,
  movedGate,
  noDryRun,
  proofOf,
  atMostMs,
  regionPhases,
  regionSteps,
  snapshotStep,
  statusChange,
  wayBackCommands,
  type RegionBasis
} from '../region-frame/index.ts'
import { postgresInPlan, readyPostgres, type ReadyPostgres } from '../postgres-frame/index.ts'
import { groupInPlan, readyGroup, type ReadyGroup } from '../sql-frame/index.ts'
import { snapshotOf, regionFailbackId } from '../region-failback/index.ts'
import { leverId } from './lever-id.ts'
import { saidOutside } from './said-outside.ts'
import { choiceOf, isDataLeftOut, naturalWay, wayOf, type Way } from './situation.ts'

/**
 * Plans a failover from a fresh reading: enable and prove the one, then disable the other, then move the data where it is plain
 * how. Users wait for nothing of the data.
 * @throws FailureError `cancelled` only.
 */
export async function planFailover(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  return planOrFailure(() => planFresh(request, tools))
}

async function planFresh(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const azure = azureOf(tools)
  const profile = await freshProfile(azure, azure.profile, tools.abort, true)
  const seen = seenRegion(tools.world)
  const way = request.choice ? wayOf(profile, request.choice) : seen && naturalWay({ ...seen, profile })
  if (!way) return { kind: 'needsChoice', reason: 'Choose from which endpoint to which.' }
  const { from, to } = way
  const isLed = from.status === 'Disabled' && to.status === 'Enabled'
  const reason = `${from.name} is disabled and ${to.name} is enabled already. The data has a lever of its own.`
  // What is left of a failover that stopped after its users were led away may be its data.
  if (isLed && request.continues?.how !== 'goOn') return { kind: 'notNeeded', reason }
  const effect = routingEffect(profile, from, to)
  if ('refused' in effect) return refusal(effect.refused, profile, way)
  const other = takenOverBy(profile, from, to)
  if (other) return refusal(wouldTake(other, way), profile, way, `Users would not get to ${to.name}.`)
  const changing = [
    ...(to.status === 'Enabled' ? [] : [to]),
    // Where it is disabled already, it may have to be enabled again.
    from
  ]
  const wish = { region: to.location, mayOffline: true, isLeftOut: isDataLeftOut(request.choice) }
  const { target, settings } = probed(to, profile)
  const fronts = seen?.names.fronts ?? []
  const view = seen && { ...seen, profile }
  const [probe, readiness, subscription, data, sql, postgres] = await Promise.all([
    azure.probe(target, settings, tools.abort),
    readinessOf(azure, profile, changing, tools.abort),
    subscriptionReadiness(azure, atMostMs(profile, { fronts }, tools.clock.speed), tools.abort),
    readyPart(azure, { view }, wish, tools),
    readyGroup(azure, { view }, wish, tools),
    readyPostgres(azure, { view }, wish, tools)
  ])
  if (isLed && [data, sql, postgres].every(({ kind }) => kind !== 'moves')) return { kind: 'notNeeded', reason }
  const isIll = isEndpointIll(from, seen?.probes.get(from.id))
  const planned = await build(
    { profile, way, effect, isIll, probe, readiness: joined(readiness, subscription), data, sql, postgres, fronts },
    request,
    tools
  )
  return { kind: 'plan', planned, isChosen: request.choice !== null }
}

interface Found {
  readonly profile: TrafficProfile
  readonly way: Way
  readonly effect: RoutingEffect
  /** Whether the endpoint that users are led away from is ill. */
  readonly isIll: boolean
  readonly probe: ProbeReading
  readonly readiness: Readiness
  readonly data: ReadyPart
  readonly sql: ReadyGroup
  readonly postgres: ReadyPostgres
  /** Names that users type, as they were led when they were asked last. */
  readonly fronts: readonly FrontReading[]
}

async function build(found: Found, request: PlanRequest, tools: PlanTools): Promise<Planned> {
  const { profile, way, effect } = found
  const { from, to } = way
  const azure = azureOf(tools)
  const at = regionSteps({ azure, speed: tools.clock.speed }, profile)
  const snapshot = snapshotStep(at)
  // Where enabling moves users, an ill endpoint must not keep them when the rest is not done.
  const enable = await enableSteps(at, to, [snapshot.id], effect.movesAtOnce ? 'ill' : null)
  const disable =
    from.status === 'Disabled'
      ? { ...enable, steps: [] }
      : await disableSteps(enable.next, from, { after: [enable.last], isOwed: true, back: enable.back })
  const moved = await movedGate(disable.next, { check: 'name left', about: from, after: [disable.last] }, from)
  const last = { after: [moved.id], onFailure: 'goOn' } as const
  const cosmos = dataInPlan(azure, found.data, last)
  const sql = groupInPlan(azure, found.sql, last)
  const postgres = postgresInPlan(azure, found.postgres, last)
  const data = joinParts(cosmos, sql, postgres)
  const steps = [snapshot, ...data.keeps, ...enable.steps, ...disable.steps, moved, ...data.steps]
  const budgets = regionBudgets(profile)
  const takesEffectMs = budgets.wellUsuallyMs + remembered(profile, found).usualSeconds * 1_000
  const where = to.location || to.name
  const left = leftIn(partsOf(found))
  const blocked = blockedBy(found)
  const changed = [...(from.status === 'Disabled' ? [] : [from]), ...(to.status === 'Enabled' ? [] : [to])]
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: { ...choiceOf(way), ...(isDataLeftOut(request.choice) ? { leaves: 'data' } : {}) },
    words: wordsOf(found, where, data),
    // Users are where they are to be: what becomes of the data does not keep that from being proved.
    order: { atOnce: 1, stopAfterFailures: data.steps.length },
    others: othersOf(way, partsOf(found)),
    changes: [
      ...(to.status === 'Enabled' ? [] : [statusChange(to, 'Enabled')]),
      ...(from.status === 'Disabled' ? [] : [statusChange(from, 'Disabled')]),
      ...data.changes
    ],
    // What cannot be taken back is read first.
    guards: data.typed === null ? [...guardsOf(found), ...data.guards] : [...data.guards, ...guardsOf(found)],
    notes: [
      effect.enabling,
      effect.disabling,
      ...nestedNotes(way),
      clientsNote(from),
      `Whether ${to.name} can carry everybody is not seen here: its capacity is not read.`,
      ...data.notes
    ],
    blast: [`everybody who is led by ${[profile.fqdn, ...through(found)].join(', ')}`, data.blast]
      .filter((text) => text !== '')
      .join('; '),
    takesEffect: `when ${to.name} is proved well, and ${takesEffectWords(profile, found)}`,
    takesEffectMs,
    expectedMs: takesEffectMs + 15_000 + data.expectedMs,
    inverse: {
      text: data.wayBack,
      command: wayBackCommands(profile, changed, data.backs),
      lever: regionFailbackId,
      choice: snapshotOf([from, to], { data: cosmos.proof, sql: sql.proof, postgres: postgres.proof })
    },
    leaves: [
      ...disable.steps.flatMap((step) => announcedDebts(step, trafficManagerEndpoint)),
      ...data.leaves,
      ...left.map(leftDebt)
    ],
    withoutYou: {
      text: answered(profile).length > 0 ? 'users are led as they are now' : 'nobody is led anywhere',
      detail: `Traffic Manager leads nobody to an endpoint that is disabled; ${to.name} is ${to.status}.`
    },
    preview: noDryRun,
    typed: data.typed ?? `${to.name}@${tools.environment.name}`,
    isSure: data.typed === null,
    ...(blocked ? { blocked } : {})
  })
  const proof = proofOf(
    profile,
    { to, away: from },
    {
      statuses: disable.next.expected.statuses,
      moved: cosmos.proof,
      sql: sql.proof,
      postgres: postgres.proof,
      left,
      home: homeIn(partsOf(found)),
      decided: decidedOf(found)
    }
  )
  const basis: RegionBasis = {
    profile: at.expected,
    data: cosmos.basis,
    sql: sql.basis,
    postgres: postgres.basis
  }
  return { plan, steps, phases: regionPhases(profile, found, data.steps.length > 0), proof, basis }
}

function wordsOf(found: Found, where: string, joined: JoinedParts): Planned['plan']['words'] {
  const { isIll } = found
  const doing = joined.steps.length === 0 ? '' : ', users and data'
  return {
    title: `Fail over to ${where}${joined.title}`,
    doing: `Failing over to ${where}${doing}`,
    // Where writes fail, a headline of the users alone would say that all is well.
    done: `Users moved to ${where}${leftIn(partsOf(found)).length > 0 ? ', the data was left as it is' : ''}`,
    outside: saidOutside({
      isIll,
      mayLose: joined.mayLose,
      isDataLeft: leftIn(partsOf(found)).length > 0
    })
  }
}

/** What becomes of the data by this plan; null where that is left to be decided. */
function decidedOf(found: Found): string | null {
  const parts = partsOf(found)
  if (leftIn(parts).length > 0) return null
  const stays = parts.flatMap((part) => (part.kind === 'stays' ? [part.text] : []))
  const moves = parts.some(({ kind }) => kind === 'moves') ? ['It moves with the users, as it was approved.'] : []
  const said = [...moves, ...stays]
  return said.length > 0
    ? said.join(' ')
    : 'No Cosmos DB, Azure SQL or PostgreSQL is known behind this profile: none of it moves.'
}

/** Each kind of data, as it is ready. */
function partsOf({ data, sql, postgres }: Found): readonly (ReadyPart | ReadyGroup | ReadyPostgres)[] {
  return [data, sql, postgres]
}

/** The data is the operator's to leave out, and to take in again. */
function othersOf(way: Way, parts: ReturnType<typeof partsOf>): NonNullable<Planned['plan']['others']> {
  if (parts.some(({ kind }) => kind === 'moves'))
    return [{ title: 'Leave the data as it is', choice: { ...choiceOf(way), leaves: 'data' } }]
  const couldMove = parts.some((part) => part.kind === 'stays' && part.couldMove)
  return couldMove ? [{ title: 'Move the data too', choice: choiceOf(way) }] : []
}

function guardsOf({ profile, way, effect, probe, readiness, fronts }: Found): readonly Guard[] {
  const { from, to } = way
  const isDark = answered(profile).length === 0
  return [
    { id: 'routing', status: effect.movesAtOnce ? 'warning' : 'passed', text: effect.enabling },
    {
      id: 'probe',
      status: probe.isWell === true ? 'passed' : isDark ? 'warning' : 'blocked',
      text: `Own probe of ${to.name}: ${probe.text}`
    },
    ...rememberedGuards(profile, fronts),
    {
      id: 'another',
      status: 'passed',
      text: `${from.name} is disabled only while ${to.name} is proved well, by a reading made just before.`
    },
    ...readiness.guards
  ]
}

/** Names that users type, where what the profile answers moves them. */
function through({ fronts }: Found): readonly string[] {
  return fronts.flatMap(({ name, end }) => (end === 'profile' ? [name] : []))
}

/** Where nothing is answered as it is, a probe of our own is no reason to wait. */
function blockedBy({ profile, way, probe, readiness }: Found): Failure | null {
  if (!profile.isEnabled)
    return failureOf(
      'refused',
      `Profile ${profile.profile} is disabled: that is another decision, about all its endpoints.`
    )
  if (readiness.blocked) return readiness.blocked
  if (probe.isWell === true || answered(profile).length === 0) return null
  return failureOf('refused', `${way.to.name} does not answer our own probe: ${probe.text}.`, {
    remedy: `Make ${way.to.target} answer first, or choose another endpoint.`,
    retryable: true
  })
}

/** Data that is moved to a region that users are not led to is the harm of it. */
function wouldTake(other: TrafficEndpoint, { from, to }: Way): Failure {
  const text = `With ${from.name} disabled everybody is led to ${other.name}, whose priority is better (${other.priority} before ${to.priority}), and not to ${to.name}.`
  return failureOf('refused', text, { remedy: `Fail over to ${other.name}, or disable it first.` })
}

function refusal(
  failure: Failure,
  profile: TrafficProfile,
  { from }: Way,
  lead = 'This routing does not fail over.'
): PlanResult {
  const reason = failure.message
  return {
    kind: 'refused',
    reason,
    source: routingSource,
    trap: {
      id: 'T6',
      severity: 'refused',
      lead,
      text: `${reason} ${failure.remedy ?? ''}`.trim(),
      source: routingSource,
      command: endpointCommand(profile, from, 'Disabled')
    }
  }
}
