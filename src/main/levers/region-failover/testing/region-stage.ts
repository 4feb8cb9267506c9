import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Choice } from '../../../../contract/index.ts'
import { actions } from '../../../actions/registry.ts'
import { createGates } from '../../../checks/gates.ts'
import { keepers } from '../../../checks/keepers.ts'
import { targetChecks } from '../../../checks/registry.ts'
import { createAzureConnection, writerByTarget, type AzureAccess } from '../../../connections/index.ts'
import { startFakeAzure, type FakeAzure } from '../../../connections/azure/testing/fake-azure.ts'
import { createClock } from '../../../lib/clock.ts'
import type { ObservedRegion, RegionView } from '../../../ports/azure.ts'
import type { Lever, Levers, PlanResult, PlanTools, World } from '../../../ports/lever.ts'
import { watchRegion } from '../../../status/watch-region.ts'
import type { ReadPlace } from '../../../ports/place.ts'
import { startMemoryApi } from '../../../testing/memory-api.ts'
import { canaryWorld } from '../../canary-frame/testing/canary-stage.ts'
import { placeOf } from '../../deployment-rollback/testing/stage.ts'
import type { LeverKit, LeverStage } from '../../testing/lever-kit.ts'
import { planned } from '../../testing/planned.ts'
import { dataFailover } from '../../data-failover/index.ts'
import { groupFailover } from '../../group-failover/index.ts'
import { postgresSwitchover } from '../../postgres-switchover/index.ts'
import { regionFailback } from '../../region-failback/index.ts'
import { regionRehearsal } from '../../region-rehearsal/index.ts'
import { regionFailover } from '../index.ts'

export interface RegionStage extends LeverStage {
  readonly azure: FakeAzure
  readonly result: (choice?: Choice | null) => Promise<PlanResult>
  /** What is seen now. */
  readonly world: () => Promise<World>
  readonly tools: () => Promise<PlanTools>
}

const levers: Levers = new Map<string, Lever>([
  [regionFailover.id, regionFailover],
  [regionFailback.id, regionFailback],
  [regionRehearsal.id, regionRehearsal],
  [dataFailover.id, dataFailover],
  [groupFailover.id, groupFailover],
  [postgresSwitchover.id, postgresSwitchover]
])

/** A cluster whose region is down, behind a profile of Azure in memory; the test's end takes them away. */
export async function regionStage(
  lever: Lever,
  prepare: (azure: FakeAzure) => void = () => undefined,
  choice: Choice | null = null
): Promise<RegionStage> {
  const azure = await startFakeAzure()
  prepare(azure)
  onTestFinished(() => azure.close())
  const over = await stageOver(azure.access, lever, { choice, clock: quickClock() })
  return { ...over, azure, effects: () => azure.effects, sent: () => azure.sent() }
}

/** The same behind whatever Azure is given, which is the caller's to close. */
export async function stageOver(
  access: AzureAccess,
  lever: Lever,
  { choice, clock }: { readonly choice: Choice | null; readonly clock: ReadPlace['clock'] }
): Promise<Omit<RegionStage, 'azure' | 'effects' | 'sent'>> {
  const api = await startMemoryApi()
  const [cluster, opened] = await Promise.all([
    api.connect(clock),
    createAzureConnection({ access, environmentName: 'here', version: '0', env: {}, clock })
  ])
  onTestFinished(async () => {
    cluster.close()
    opened.close()
    await api.close()
  })
  const place = placeOf(cluster, clock, {
    writer: writerByTarget(cluster.writer, opened.writer),
    azure: opened.reader
  })
  const seen = (): Promise<ObservedRegion> =>
    new Promise((resolve) => {
      const once = new AbortController()
      watchRegion({ azure: opened.reader, clock, abort: once.signal }, (region) => {
        if (region.state === 'loading' || (region.state === 'value' && !isAllAsked(region.value))) return
        once.abort()
        resolve(region)
      })
    })
  const world = async (): Promise<World> => ({ ...canaryWorld({}), region: await seen(), now: clock.now() })
  const tools = async (): Promise<PlanTools> => ({
    ...place,
    world: await world(),
    newId: randomUUID,
    standingsOf: async () => [],
    abort: new AbortController().signal
  })
  const result = async (chosen: Choice | null = choice): Promise<PlanResult> =>
    lever.plan({ choice: chosen, continues: null, why: '' }, await tools())
  return {
    place,
    world,
    tools,
    result,
    plan: () => planned(result().then(atOnce), place.identity)
  }
}

/** Nobody thinks twice here: what may be taken back after it was typed is a test of its own. */
function atOnce(result: PlanResult): PlanResult {
  if (result.kind !== 'plan' || result.planned.plan.approval.kind !== 'typed') return result
  const { planned: made } = result
  const approval = { ...result.planned.plan.approval, cancelMs: 0 }
  return { ...result, planned: { ...made, plan: { ...made.plan, approval } } }
}

/** Each endpoint, each gateway and each server has answered, or been given up. */
function isAllAsked({ profile, probes, data, sql, postgres }: RegionView): boolean {
  const isDataAsked = data.kind !== 'account' || data.probes.size === data.account.regions.length
  const isSqlAsked = sql.kind !== 'group' || sql.probes.size === sql.group.sides.length
  const isPostgresAsked = postgres.kind !== 'pair' || postgres.probes.size === postgres.pair.sides.length
  return isDataAsked && isSqlAsked && isPostgresAsked && probes.size === profile.endpoints.length
}

/** What the execution of these levers needs. */
export const regionParts = { levers, actions, gates: createGates(targetChecks), keepers }

export function regionKit(stage: () => Promise<RegionStage>): LeverKit {
  return { ...regionParts, stage }
}

/** A minute is 0.6 s: probes and name servers answer in real time. */
function quickClock() {
  const at = new Date().toISOString()
  return createClock({ simulatedAt: at, realAt: at, speed: 100 })
}
