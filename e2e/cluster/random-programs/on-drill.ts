import type { Deployment } from '../../../src/main/drill/controllers/kube-types.ts'
import { keys, nameOf } from '../../../src/main/drill/controllers/kube-types.ts'
import type { Canary } from '../../../src/main/drill/flagger/canary.ts'
import type { VirtualService } from '../../../src/main/drill/flagger/istio.ts'
import { benchStartMs, namespace, service, startBench } from '../../../src/main/drill/flagger/testing/bench.ts'
import { gate, release, run } from '../../../src/main/drill/flagger/testing/commands.ts'
import type { World } from '../../../src/main/drill/world/world.ts'
import { shellLine } from '../evidence/commands.mjs'
import { intervalState, type IntervalState, type Seen } from './interval-state.ts'
import { hooksOf, type Event, type Program } from './program.ts'
import { doneAtSeconds, lookedAtSeconds, tickSeconds } from './timing.ts'

/** Plays a program with the drill's Flagger, in its own time. One state an interval. */
export async function playOnDrill(program: Program): Promise<readonly IntervalState[]> {
  const webhooks = hooksOf(program, 'http://flagger-loadtester.flagger-system')
  const world = startBench({ analysis: { ...program.analysis, webhooks } })
  let beganMs = benchStartMs
  while (seenIn(world).phase !== 'Initialized') {
    beganMs += 100
    if (beganMs > benchStartMs + 120_000) throw new Error('no primary on the drill')
    world.simulation.runUntil(beganMs)
  }
  if (program.isGateOpen) await gate(world, '/gate/open')
  const states: IntervalState[] = []
  for (const [index, event] of program.events.entries()) {
    const intervalMs = beganMs + index * tickSeconds * 1_000
    world.simulation.runUntil(intervalMs + doneAtSeconds * 1_000)
    const said = event === null ? null : await done(world, event)
    world.simulation.runUntil(intervalMs + lookedAtSeconds * 1_000)
    states.push(intervalState(seenIn(world), said))
  }
  return states
}

async function done(world: World, event: Event): Promise<IntervalState['said']> {
  try {
    if (event.kind === 'release') release(world, event.version)
    else if (event.kind === 'gate') await gate(world, event.path)
    else run(world, shellLine(event.args(namespace)))
    return 'done'
  } catch {
    return 'refused'
  }
}

function seenIn({ store }: World): Seen {
  const canary = store.get(keys.canaries, namespace, service) as Canary | undefined
  const routes = (store.get(keys.virtualServices, namespace, service) as VirtualService | undefined)?.spec.http?.[0]
    ?.route
  const deployments = store.list(keys.deployments, namespace) as readonly Deployment[]
  return {
    phase: canary?.status?.phase ?? null,
    failedChecks: canary?.status?.failedChecks ?? null,
    message: canary?.status?.conditions?.[0]?.message ?? null,
    weights: routes
      ? Object.fromEntries(routes.map(({ destination, weight = 0 }) => [destination.host, weight]))
      : null,
    workloads: Object.fromEntries(
      deployments.map((one) => [
        nameOf(one),
        { image: one.spec.template.spec.containers[0]?.image ?? '', replicas: one.spec.replicas }
      ])
    )
  }
}
