import { expect, onTestFinished, test } from 'vitest'
import type { Choice } from '../../../src/contract/index.ts'
import { drillAzure } from '../../../src/main/console/drill-azure.ts'
import { openAzureStage, planOf, type AzureStage } from '../../../src/main/drill/azure/testing/azure-stage.ts'
import { createClock } from '../../../src/main/lib/clock.ts'
import { regionFailback } from '../../../src/main/levers/region-failback/index.ts'
import { regionFailover } from '../../../src/main/levers/region-failover/index.ts'
import { regionParts, stageOver } from '../../../src/main/levers/region-failover/testing/region-stage.ts'
import { playThrough } from '../../../src/main/levers/testing/lever-kit.ts'
import type { Clock } from '../../../src/main/ports/clock.ts'
import type { Lever } from '../../../src/main/ports/lever.ts'
import type { RegionScenarioId } from '../../../src/main/drill/scenarios/region-stories.ts'
import { judgeAll } from './judged.ts'

const speed = 40

/** Plays a lever, with the packages that production has, against the drill's Azure. */
async function play(stage: AzureStage, lever: Lever, { clock, choice }: { clock: Clock; choice: Choice | null }) {
  const over = await stageOver(await drillAzure(stage.settingsFile), lever, { choice, clock })
  const before = stage.effects.length
  const counted = { ...over, effects: () => [], sent: () => stage.effects.length - before }
  const { run } = await playThrough({ ...regionParts, stage: async () => counted, timeoutMs: 5_000 })
  expect(run, run.failure?.message).toMatchObject({ outcome: 'succeeded', proved: true })
  return run
}

test.each<[RegionScenarioId, number]>([
  ['region-down', 2],
  ['region-switch', 3],
  ['region-sql', 3],
  ['region-postgres', 3]
])(
  'all that a failover and a failback send in %s is as published, and so is every answer',
  { timeout: 180_000 },
  async (id, wayBack) => {
    const stage = await openAzureStage(planOf(id), speed)
    onTestFinished(() => stage.close())
    const at = new Date().toISOString()
    const clock = createClock({ simulatedAt: at, realAt: at, speed })
    const before = stage.report().endpoints.map(({ name, status }) => [name, status])
    const away = await play(stage, regionFailover, { clock, choice: null })
    for (const { name } of stage.world.regions.all) stage.deed({ do: 'region', region: name, state: 'serves' })
    const back = await play(stage, regionFailback, { clock, choice: away.inverse?.choice ?? null })
    expect(back.attempts).toHaveLength(wayBack)
    expect(stage.report().endpoints.map(({ name, status }) => [name, status])).toEqual(before)
    const { described, complaints } = judgeAll(stage.exchanges)
    expect(complaints).toEqual([])
    expect(described).toBeGreaterThan(20)
  }
)
