import type { Check, ServiceRef } from '../../../contract/index.ts'
import { createCheckBoard, type CheckName } from '../../checks/check-board.ts'
import { firstPassed } from '../../checks/first-passed.ts'
import { watchMeasurements } from '../../checks/users/watch-measurements.ts'
import type { Proving } from '../../ports/lever.ts'

/** What comes before the users in a proof. */
export interface Before {
  /** Id of its phase. */
  readonly phase: string
  /** They stay on the screen meanwhile. */
  readonly checks: readonly Check[]
  /** Whether it came out as it has to. */
  readonly isThere: boolean
}

const names: ReadonlySet<string> = new Set<CheckName>(['errorRatio', 'latency'])

/**
 * Watches the errors and the latency of the workload that serves users now; not measured where what comes before them is
 * not there.
 * @throws the abort reason.
 */
export async function proveUsers(
  proving: Pick<Proving, 'place' | 'abort' | 'show' | 'passedAt'>,
  ref: ServiceRef,
  { phase, checks: earlier, isThere }: Before
): Promise<readonly Check[]> {
  const { place, abort, show } = proving
  const { measurements, clock, limits } = place
  const board = createCheckBoard(place)
  const own = (): readonly Check[] => board.all().filter(({ name }) => names.has(name))
  if (!isThere) {
    for (const name of ['errorRatio', 'latency'] as const)
      board.set(name, 'Unknown', 'Not judged: what comes before it is not there')
    return own()
  }
  const publish = (): void => {
    const all = [...earlier, ...own()]
    show(all, 'errorRatio', all.find(({ name }) => name === 'errorRatio')?.evidence ?? '')
  }
  publish()
  const completeAt = firstPassed(proving, phase, clock.now())
  await watchMeasurements({ measurements, ref, clock, limits, board, completeAt, abort }, publish)
  publish()
  return own()
}
