import type { Target } from '../../contract/index.ts'
import type { GateReading } from '../ports/gate.ts'
import type { ReadPlace } from '../ports/place.ts'

/**
 * One predicate over a fresh reading, three-valued: for gates between steps.
 * @throws FailureError when it cannot be read.
 */
export type TargetCheck = (target: Target, place: ReadPlace, abort: AbortSignal) => Promise<GateReading>
