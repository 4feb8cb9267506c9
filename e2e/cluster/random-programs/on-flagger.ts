import { setTimeout as delay } from 'node:timers/promises'
import type { openEvidence } from '../evidence-bench.ts'
import type { startObserver } from '../evidence/observer.mjs'
import { service } from '../evidence/samples.mjs'
import { createWorld } from '../evidence/world.mjs'
import { startGates, type Gates } from './gates.ts'
import { intervalState, type IntervalState } from './interval-state.ts'
import { hooksOf, type Event, type Program } from './program.ts'
import { doneAtSeconds, lookedFromSeconds, lookedToSeconds, tickSeconds } from './timing.ts'

type Cluster = Awaited<ReturnType<typeof openEvidence>>
type World = Awaited<ReturnType<typeof createWorld>>

/** Samples are a second apart: what one shows first was half a second before it, more or less. */
const sampledLateSeconds = 0.5

/**
 * Plays a program in a namespace of its own with the real Flagger. What was seen late in each interval, in its order.
 *
 * @throws Error when nobody looked in time, which is the machine's fault
 */
export async function playOnFlagger(
  cluster: Cluster,
  observer: ReturnType<typeof startObserver>,
  program: Program,
  namespace: string
): Promise<readonly (readonly IntervalState[])[]> {
  const gates = await startGates(program.isGateOpen)
  const analysis = { ...program.analysis, webhooks: hooksOf(program, gates.address) }
  const world = await createWorld(cluster, observer, { namespace, analysis })
  try {
    // The tick that finds the primary ready takes the target down and writes the routes.
    const first = await world.until(
      'primary',
      ({ weights, workloads }) => weights !== null || workloads[service]?.replicas === 0
    )
    const beganSeconds = first.seconds - sampledLateSeconds
    const said: IntervalState['said'][] = []
    for (const [index, event] of program.events.entries()) {
      await until(world, beganSeconds + index * tickSeconds + doneAtSeconds)
      said.push(event === null ? null : await done(world, gates, event))
    }
    const end = beganSeconds + program.events.length * tickSeconds
    await world.until('end of the program', ({ seconds }) => seconds > end, 60)
    return said.map((one, index) => {
      const from = beganSeconds + index * tickSeconds
      const late = world.samples.filter(
        ({ seconds }) => seconds >= from + lookedFromSeconds && seconds <= from + lookedToSeconds
      )
      if (late.length === 0) throw new Error(`${namespace}: nobody looked at the end of interval ${index}`)
      return late.map((sample) => intervalState(sample, one))
    })
  } finally {
    world.close()
    gates.close()
    await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false'])
  }
}

/** Seconds are since the world was made. */
async function until({ startedAt }: World, seconds: number): Promise<void> {
  await delay(Math.max(0, Date.parse(startedAt) + seconds * 1_000 - Date.now()))
}

async function done(world: World, gates: Gates, event: Event): Promise<IntervalState['said']> {
  if (event.kind === 'gate') gates.turn(event.path)
  else if (event.kind === 'release') await world.release(event.version)
  else
    try {
      await world.cluster.kubectl(event.args(world.namespace))
    } catch {
      return 'refused'
    }
  return 'done'
}
