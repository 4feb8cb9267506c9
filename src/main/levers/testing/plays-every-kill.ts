import { expect, it } from 'vitest'
import { mapAtMost } from '../../lib/map-at-most.ts'
import { expectSafe, playKilled, playThrough, type LeverKit } from './lever-kit.ts'

/** Each has a world, a folder and a journal of its own, and mostly waits. */
const playedAtOnce = 6

/** For any lever and world: played through, and killed after every record, each is safe and settled without a second effect. */
export function playsEveryKill(kit: LeverKit): void {
  it('is proved, and the run on the screen is what its records say', { timeout: 60_000 }, async () => {
    const played = await playThrough(kit)
    expectSafe(kit, played)
    expect(played.run).toMatchObject({ proved: true, outcome: 'succeeded' })
    for (const phase of played.run.steps.filter(({ kind }) => kind === 'prove')) {
      expect(phase, 'the record says how each phase went').toMatchObject({
        state: 'done',
        startedAt: expect.any(String) as string
      })
    }
  })

  it.each([true, false])(
    'is safe when killed after any record (the last one seen: %s)',
    { timeout: 300_000 },
    async (isSeen) => {
      const { records } = await playThrough(kit)
      const failures = await mapAtMost(playedAtOnce, [...records.keys()], (after) =>
        playKilled(kit, { after: after + 1, isSeen }).then(
          (killed) => failureOf(() => expectSafe(kit, killed)),
          (error: unknown) => error
        )
      )
      for (const failure of failures) if (failure !== null) throw failure
    }
  )
}

/** What an expectation throws; null where it holds. */
function failureOf(expectation: () => void): unknown {
  try {
    expectation()
    return null
  } catch (error) {
    return error
  }
}
