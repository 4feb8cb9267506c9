import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBench } from '../bench.ts'
import { openEvidence } from '../evidence-bench.ts'
import { startObserver } from '../evidence/observer.mjs'
import type { IntervalState } from './interval-state.ts'
import { playOnDrill } from './on-drill.ts'
import { playOnFlagger } from './on-flagger.ts'
import { drawProgram, wordsOf, type Program } from './program.ts'

/** In these no pod changes in place: on a busy machine one that does is ready a tick later than the drill's. */
const usual = [2, 4]
/** `BACKOUT_PROGRAMS=20` plays as many; each takes two minutes, all of them at once. */
const count = Number(process.env['BACKOUT_PROGRAMS'] ?? 0)
const firstSeed = Number(process.env['BACKOUT_PROGRAMS_FROM'] ?? 1)
const seeds = count === 0 ? usual : Array.from({ length: count }, (_, index) => firstSeed + index)
const programs = seeds.map(drawProgram)

describe.skipIf(!hasBench)('random programs with the drill’s Flagger and a real one', () => {
  let cluster: Awaited<ReturnType<typeof openEvidence>>
  let observer: ReturnType<typeof startObserver>
  const played = new Map<number, Promise<Seen>>()

  beforeAll(async () => {
    cluster = await openEvidence()
    observer = startObserver(cluster)
    for (const program of programs) {
      const states = playOnFlagger(cluster, observer, program, `program-${program.seed}`)
      states.catch(() => undefined)
      played.set(program.seed, states)
    }
  })
  afterAll(() => observer?.close())

  test.each(programs)('seed $seed: the same, interval by interval', { timeout: 600_000 }, async (program) => {
    const drill = await playOnDrill(program)
    const differs = await (played.get(program.seed) ?? expect.fail('not played')).then(
      (real) => difference(program, real, drill),
      (error: Error) => error.message
    )
    if (differs === null) return
    // A machine that stalls makes ticks late: once more, with less beside it.
    console.log(`seed ${program.seed}: second try, because ${differs}`)
    const again = await playOnFlagger(cluster, observer, program, `program-${program.seed}-again`)
    expect(difference(program, again, drill)).toBeNull()
  })
})

/** What was seen late in each interval. */
type Seen = readonly (readonly IntervalState[])[]

/** The first interval in which Flagger never stood as the drill does, with the one before; null where there is none. */
function difference({ events }: Program, real: Seen, drill: readonly IntervalState[]): string | null {
  const at = drill.findIndex((state, index) => !real[index]?.some((seen) => isDeepStrictEqual(seen, state)))
  if (at < 0) return null
  const told = [at - 1, at].filter((index) => index >= 0)
  return told
    .map((index) => {
      const done = wordsOf(events[index] ?? null)
      return `interval ${index}, ${done}: Flagger ${JSON.stringify(real[index]?.at(-1))}, drill ${JSON.stringify(drill[index])}`
    })
    .join('; ')
}
