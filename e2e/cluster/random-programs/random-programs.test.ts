import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBench } from '../bench.ts'
import { openEvidence } from '../evidence-bench.ts'
import { startObserver } from '../evidence/observer.mjs'
import type { IntervalState } from './interval-state.ts'
import { playOnDrill } from './on-drill.ts'
import { playOnFlagger } from './on-flagger.ts'
import { drawProgram, wordsOf, type Program } from './program.ts'

/** `BACKOUT_PROGRAMS=20` plays as many; each takes two minutes, all of them at once. */
const count = Number(process.env['BACKOUT_PROGRAMS'] ?? 3)
const firstSeed = Number(process.env['BACKOUT_PROGRAMS_FROM'] ?? 1)
const programs = Array.from({ length: count }, (_, index) => drawProgram(firstSeed + index))

describe.skipIf(!hasBench)('random programs with the drill’s Flagger and a real one', () => {
  let cluster: Awaited<ReturnType<typeof openEvidence>>
  let observer: ReturnType<typeof startObserver>
  const played = new Map<number, Promise<readonly IntervalState[]>>()

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
    const drill = told(program, await playOnDrill(program))
    const first = await played.get(program.seed)?.catch((error: Error) => error)
    if (Array.isArray(first) && isDeepStrictEqual(told(program, first), drill)) return
    // A machine that stalls makes ticks late: once more, with less beside it.
    console.log(`seed ${program.seed}: second try, because ${whyNot(program, first, drill)}`)
    const again = await playOnFlagger(cluster, observer, program, `program-${program.seed}-again`)
    expect(drill).toEqual(told(program, again))
  })
})

function whyNot(program: Program, first: unknown, drill: readonly object[]): string {
  if (!Array.isArray(first)) return String(first)
  const real = told(program, first)
  const at = real.findIndex((state, index) => !isDeepStrictEqual(state, drill[index]))
  return `on Flagger ${JSON.stringify(real.slice(Math.max(0, at - 1), at + 1))}, on the drill ${JSON.stringify(drill[at])}`
}

/** Each interval with what was done in it. */
function told({ events }: Program, states: readonly IntervalState[]): readonly object[] {
  return states.map((state, index) => ({ interval: index, done: wordsOf(events[index] ?? null), ...state }))
}
