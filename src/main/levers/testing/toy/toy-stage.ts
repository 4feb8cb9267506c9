import { onTestFinished } from 'vitest'
import { createGates } from '../../../checks/gates.ts'
import { keepers } from '../../../checks/keepers.ts'
import { readyPlan } from '../../../plan/ready-plan.ts'
import type { Actions } from '../../../ports/action.ts'
import type { Levers, Planned, ReadyPlan } from '../../../ports/lever.ts'
import type { Place } from '../../../ports/place.ts'
import { startMemoryApi, type MemoryApi } from '../../../testing/memory-api.ts'
import { fastClock, placeOf } from '../../deployment-rollback/testing/stage.ts'
import type { LeverStage } from '../lever-kit.ts'
import { setSwitch } from './set-switch.ts'
import { switchObject, switchPath } from './switches.ts'
import { toyChecks } from './switch-check.ts'
import { planToy, toyLever } from './toy-lever.ts'

/** All that an executor needs for the toy. */
export const toyPorts = {
  levers: new Map([[toyLever.id, toyLever]]) satisfies Levers,
  actions: new Map([[setSwitch.id, setSwitch]]) satisfies Actions,
  gates: createGates(toyChecks),
  keepers
}

export interface ToyStage extends LeverStage {
  readonly api: MemoryApi
  readonly place: Place
  /** A plan around what was planned by hand. */
  ready(planned: Planned): ReadyPlan
}

/** Switches in memory, all on, and a connection to them; the test's end takes them away. */
export async function startToy(
  gate: 'operator' | 'check' = 'check',
  names: readonly string[] = ['valve', 'lamp']
): Promise<ToyStage> {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  for (const name of names) api.put(switchPath(name), switchObject(name, 'on'))
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const place = placeOf(connection, clock)
  const ready = (planned: Planned): ReadyPlan => readyPlan(planned, false, place.identity)
  return {
    api,
    place,
    ready,
    plan: async () => ready(await planToy(place, gate)),
    effects: () => api.effects.map(({ attemptId }) => attemptId),
    sent: () => api.server.requests.filter(({ method }) => method === 'PATCH').length
  }
}
