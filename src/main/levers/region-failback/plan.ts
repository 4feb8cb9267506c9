import { failureOf, type Choice, type Failure, type Guard } from '../../../contract/index.ts'
import type { ProbeReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { Step } from '../../ports/step.ts'
import { azureOf, freshProfile } from '../../providers/azure/endpoint-target.ts'
import { dataInPlan, homeIn, joinParts, leftDebt, leftIn, type ReadyPart } from '../data-frame/index.ts'
import { postgresInPlan, type ReadyPostgres } from '../postgres-frame/index.ts'
import { groupInPlan, type ReadyGroup } from '../sql-frame/index.ts'
import { probed } from '../../providers/azure/nested.ts'
import { framePlan, planOrFailure } from '../plan-frame/index.ts'
import { joined, readinessOf, subscriptionReadiness, type Readiness } from '../../providers/azure/readiness.ts'
import { regionBudgets } from '../../providers/azure/region-budgets.ts'
import { endpointWith, seenRegion } from '../../providers/azure/seen-region.ts'
import { remembered, takesEffectWords } from '../../providers/azure/user-times.ts'
import {
  answersGate,
  atMostMs,
  disableSteps,
  enableSteps,
  movedGate,
  noDryRun,
  proofOf,
  regionPhases,
  regionSteps,
  snapshotStep,
  statusChange,
  wayBackCommands,
  type RegionBasis
} from '../region-frame/index.ts'
import { dataBack, groupBack, postgresBack } from './data-back.ts'
import { readSnapshot, regionFailbackId, snapshotOf, type Snapshot } from './snapshot.ts'

/**
 * Plans the way back to what was recorded: the data first, then users; whoever comes back is proved well before the others go.
 * @throws FailureError `cancelled` only.
 */
export async function planFailback(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  return planOrFailure(() => planFresh(request, tools))
}

/** What has to change, and what our own probe says of those that come back. */
interface Found {
  readonly profile: TrafficProfile
  readonly snapshot: Snapshot
  /** Where users are led to again; undefined where the snapshot has nobody enabled. */
  readonly home: TrafficEndpoint | undefined
  readonly back: readonly TrafficEndpoint[]
  readonly away: readonly TrafficEndpoint[]
  readonly probes: readonly ProbeReading[]
  readonly readiness: Readiness
  readonly data: ReadyPart
  readonly sql: ReadyGroup
  readonly postgres: ReadyPostgres
}

async function planFresh(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const snapshot = request.choice && readSnapshot(request.choice)
  if (!snapshot)
    return { kind: 'needsChoice', reason: 'Take the way back of the run that failed over: it has what stood before.' }
  const azure = azureOf(tools)
  const profile = await freshProfile(azure, azure.profile, tools.abort, true)
  const unknown = Object.keys(snapshot.statuses).find((key) => !endpointWith(profile, key))
  if (unknown !== undefined) {
    const text = `${unknown} is no endpoint of ${profile.profile} any more.`
    return {
      kind: 'failed',
      failure: failureOf('conflict', text, { remedy: 'Fail back by hand, one endpoint after the other.' })
    }
  }
  const wanted = (status: 'Enabled' | 'Disabled'): readonly TrafficEndpoint[] =>
    profile.endpoints.filter(
      (endpoint) => endpoint.status !== status && snapshot.statuses[`${endpoint.kind}/${endpoint.name}`] === status
    )
  const [back, away] = [wanted('Enabled'), wanted('Disabled')]
  const view = seenRegion(tools.world)
  const home = homeOf(profile, snapshot, back)
  const before = { view: view && { ...view, profile }, home: home?.location ?? '' }
  const [data, sql, postgres] = await Promise.all([
    dataBack(azure, before, snapshot, tools),
    groupBack(azure, before, snapshot, tools),
    postgresBack(azure, before, snapshot, tools)
  ])
  const isMoved = [data, sql, postgres].some(({ kind }) => kind === 'moves')
  if (back.length + away.length === 0 && !isMoved)
    return { kind: 'notNeeded', reason: `${profile.profile} stands as it did before.` }
  const names = { fronts: view?.names.fronts ?? [] }
  const [probes, ready, subscription] = await Promise.all([
    Promise.all(
      back.map((endpoint) => {
        const { target, settings } = probed(endpoint, profile)
        return azure.probe(target, settings, tools.abort)
      })
    ),
    readinessOf(azure, profile, [...back, ...away], tools.abort),
    subscriptionReadiness(azure, atMostMs(profile, names, tools.clock.speed), tools.abort)
  ])
  const readiness = joined(ready, subscription)
  const found = { profile, snapshot, home, back, away, probes, readiness, data, sql, postgres }
  const planned = await build(found, request, tools)
  return { kind: 'plan', planned, isChosen: true }
}

/** The first of those that come back, else one that was enabled before. */
function homeOf(
  { endpoints }: TrafficProfile,
  { statuses }: Snapshot,
  [first]: readonly TrafficEndpoint[]
): TrafficEndpoint | undefined {
  return first ?? endpoints.find(({ kind, name }) => statuses[`${kind}/${name}`] === 'Enabled')
}

async function build(found: Found, request: PlanRequest, tools: PlanTools): Promise<Planned> {
  const { profile, snapshot, home, back, away } = found
  const start = regionSteps({ azure: azureOf(tools), speed: tools.clock.speed }, profile)
  const cosmos = dataInPlan(azureOf(tools), found.data, { after: ['snapshot'], onFailure: 'stop' })
  const first = cosmos.steps.at(-1)?.id ?? 'snapshot'
  const sql = groupInPlan(azureOf(tools), found.sql, { after: [first], onFailure: 'stop' })
  const second = sql.steps.at(-1)?.id ?? first
  const postgres = postgresInPlan(azureOf(tools), found.postgres, { after: [second], onFailure: 'stop' })
  const data = joinParts(cosmos, sql, postgres)
  const steps: Step[] = [snapshotStep(start), ...data.keeps, ...data.steps]
  let at = start
  let last = data.steps.at(-1)?.id ?? 'snapshot'
  for (const endpoint of back) {
    const answers = answersGate(at, endpoint, [last])
    steps.push(answers)
    last = answers.id
    const enabled = await enableSteps(at, endpoint, [last])
    steps.push(...enabled.steps)
    ;({ next: at, last } = enabled)
  }
  for (const endpoint of away) {
    const disabled = await disableSteps(at, endpoint, { after: [last], isOwed: false })
    steps.push(...disabled.steps)
    ;({ next: at, last } = disabled)
  }
  const [left] = away
  if (left) steps.push(await movedGate(at, { check: 'name left', about: left, after: [last] }, left))
  else if (home) steps.push(await movedGate(at, { check: 'name arrived', about: home, after: [last] }, null))
  const where = home?.location || home?.name || profile.profile
  const names = { fronts: seenRegion(tools.world)?.names.fronts ?? [] }
  const takesEffectMs = regionBudgets(profile).wellUsuallyMs + remembered(profile, names).usualSeconds * 1_000
  const parts = [found.data, found.sql, found.postgres]
  const dataLeft = leftIn(parts)
  const blocked = blockedBy(found)
  const plan = framePlan(tools, request, steps, {
    lever: regionFailbackId,
    choice: request.choice ?? {},
    words: {
      title: `Fail back to ${where}${data.steps.length > 0 ? ', data and users' : ''}`,
      doing: `Failing back to ${where}`,
      // Where each write goes to the other region, a headline of the users alone would say that all is as it was.
      done: `Users are back in ${where}${dataLeft.length > 0 ? ', the data was left as it is' : ''}`,
      outside: {
        doing: 'Users are being sent back to their usual region.',
        done: 'Users are sent to their usual region again.'
      }
    },
    others: othersOf(request.choice ?? {}, parts),
    changes: [
      ...data.changes,
      ...back.map((endpoint) => statusChange(endpoint, 'Enabled')),
      ...away.map((endpoint) => statusChange(endpoint, 'Disabled'))
    ],
    guards: [...guardsOf(found), ...data.guards],
    notes:
      snapshot.data || snapshot.sql || snapshot.postgres
        ? data.notes
        : ['Data first: where its write region was moved by a lever of its own, bring that back before users.'],
    blast: [`everybody who is led by ${profile.fqdn}`, data.blast].filter((text) => text !== '').join('; '),
    takesEffect: `at once where the priority is better, and ${takesEffectWords(profile, names)}`,
    takesEffectMs,
    expectedMs: takesEffectMs + 15_000 + data.expectedMs,
    inverse: home
      ? {
          text: 'fail over again',
          command: wayBackCommands(profile, [...back, ...away], data.backs),
          lever: regionFailbackId,
          choice: snapshotOf([...back, ...away], { data: cosmos.proof, sql: sql.proof, postgres: postgres.proof })
        }
      : null,
    leaves: [...data.leaves, ...dataLeft.map(leftDebt)],
    withoutYou: { text: 'users stay where they are', detail: 'Nothing goes back by itself.' },
    preview: noDryRun,
    typed: `${home?.name ?? profile.profile}@${tools.environment.name}`,
    isSure: true,
    ...(blocked ? { blocked } : {})
  })
  const proof = proofOf(
    profile,
    { to: home, away: left },
    {
      statuses: at.expected.statuses,
      moved: cosmos.proof,
      sql: sql.proof,
      postgres: postgres.proof,
      left: dataLeft,
      home: homeIn(parts)
    }
  )
  const basis: RegionBasis = {
    profile: start.expected,
    data: cosmos.basis,
    sql: sql.basis,
    postgres: postgres.basis
  }
  return { plan, steps, phases: regionPhases(profile, names, data.steps.length > 0), proof, basis }
}

/** The data is the operator's to leave out, and to take in again. */
function othersOf(
  { leaves: _said, ...choice }: Choice,
  parts: readonly (ReadyPart | ReadyGroup | ReadyPostgres)[]
): NonNullable<Planned['plan']['others']> {
  if (parts.some(({ kind }) => kind === 'moves'))
    return [{ title: 'Leave the data as it is', choice: { ...choice, leaves: 'data' } }]
  const couldMove = parts.some((part) => part.kind === 'stays' && part.couldMove)
  return couldMove ? [{ title: 'Move the data back first', choice }] : []
}

function guardsOf({ profile, back, probes, readiness }: Found): readonly Guard[] {
  const probed = back.map(({ name }, index): Guard => {
    const probe = probes[index]
    const isFirst = profile.method === 'Priority'
    return {
      id: `probe-${name}`,
      status: probe?.isWell === true ? 'passed' : 'blocked',
      text: `Own probe of ${name}: ${probe?.text}${isFirst ? '. Enabled, it is answered at once, before Traffic Manager has probed it' : ''}`
    }
  })
  return [...probed, ...readiness.guards]
}

/** Users are answered with it as soon as it is enabled: it has to be well before. */
function blockedBy({ profile, back, probes, readiness }: Found): Failure | null {
  if (!profile.isEnabled)
    return failureOf(
      'refused',
      `Profile ${profile.profile} is disabled: that is another decision, about all its endpoints.`
    )
  if (readiness.blocked) return readiness.blocked
  const ill = back.find((_endpoint, index) => probes[index]?.isWell !== true)
  if (!ill) return null
  const text = `${ill.name} does not answer our own probe: users would be led to it at once.`
  return failureOf('refused', text, { remedy: 'Fail back when it is well.', retryable: true })
}
