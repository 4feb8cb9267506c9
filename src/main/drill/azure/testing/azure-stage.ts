import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Effect } from '../../api/ports.ts'
import { createSimulation } from '../../clock/simulation.ts'
import { mintCertificates } from '../../control/certificates.ts'
import { createFaultBoard } from '../../control/faults.ts'
import type { FaultRequest } from '../../control/faults.ts'
import { drawRegions } from '../../scenarios/draw-regions.ts'
import type { RegionScenarioId } from '../../scenarios/region-stories.ts'
import type { AzureWorld } from '../azure-world.ts'
import { createAzureWorld } from '../azure-world.ts'
import type { AzureAnswer, AzureRequest } from '../http.ts'
import type { AzurePlan, Deed } from '../plan.ts'
import type { AzureReport } from '../referee.ts'
import { serveAzure } from '../serve-azure.ts'
import { AzureClient } from './azure-client.ts'

/** A request and what was answered, bodies and all. */
export interface StagedExchange {
  readonly request: AzureRequest
  readonly answer: AzureAnswer
}

/** Azure without a cluster behind it. */
export interface AzureStage {
  readonly world: AzureWorld
  /** Signed in. */
  readonly client: AzureClient
  readonly settingsFile: string
  /** Writes that were applied, oldest first. */
  readonly effects: readonly Effect[]
  /** Every request with its answer, oldest first. */
  readonly exchanges: readonly StagedExchange[]
  readonly report: () => AzureReport
  readonly deed: (deed: Deed) => void
  readonly fault: (fault: FaultRequest) => void
  /** How many faults have not happened yet. */
  readonly faultsLeft: () => number
  readonly close: () => void
}

/** The plan of a scenario, as `checkout` has it. Throws Error for one that is not about regions. */
export function planOf(id: RegionScenarioId, seed = 11): AzurePlan {
  const plan = drawRegions(id, seed, 'checkout')
  if (plan === undefined) throw new Error(`${id} has no plan`)
  return plan
}

/** Opens Azure's doors over a plan that has lived through its history. `speed`: simulated seconds a second. */
export async function openAzureStage(plan: AzurePlan, speed: number): Promise<AzureStage> {
  const startMs = Math.floor(Date.now() / 1000) * 1000
  const simulation = createSimulation({ beginMs: startMs - 3_600_000, speed })
  const world = createAzureWorld(plan, simulation, startMs)
  simulation.runUntil(startMs)
  const faults = createFaultBoard()
  for (const fault of plan.faults) faults.add(fault)
  const effects: Effect[] = []
  const exchanges: StagedExchange[] = []
  const folder = mkdtempSync(join(tmpdir(), 'backout-azure-'))
  const served = await serveAzure({
    world,
    simulation,
    certificates: await mintCertificates(),
    faults: faults.plan,
    recordEffect: (effect) => effects.push(effect),
    secret: 'not-a-real-secret',
    folder,
    startMs,
    observe: (request, answer) => exchanges.push({ request, answer })
  })
  simulation.goLive()
  const client = new AzureClient(served.addresses.settings)
  await client.signIn()
  return {
    world,
    client,
    settingsFile: served.addresses.settings,
    effects,
    exchanges,
    report: () => served.referee.report(),
    deed: (deed) => served.referee.order(deed),
    fault: (fault) => faults.add(fault),
    faultsLeft: () => faults.pending().length,
    close() {
      simulation.stop()
      served.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
