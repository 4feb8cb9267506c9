import type { Check, ServiceRef } from '../../../contract/index.ts'
import { createCheckBoard, type CheckName } from '../../checks/check-board.ts'
import { watchMeasurements } from '../../checks/users/watch-measurements.ts'
import type { Proving } from '../../ports/lever.ts'

const names: ReadonlySet<string> = new Set<CheckName>(['errorRatio', 'latency'])

/**
 * Watches the errors and the latency of the workload that serves users now; not measured where what comes before them is
 * not there.
 * @param earlier checks that stay on the screen meanwhile
 * @throws the abort reason.
 */
export async function proveUsers(
  { place, abort, show }: Pick<Proving, 'place' | 'abort' | 'show'>,
  ref: ServiceRef,
  earlier: readonly Check[],
  isThere: boolean
): Promise<readonly Check[]> {
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
  await watchMeasurements({ measurements, ref, clock, limits, board, completeAt: clock.now(), abort }, publish)
  publish()
  return own()
}
