import type { Target } from '../../contract/index.ts'
import type { GateReading } from '../ports/gate.ts'
import type { ReadPlace } from '../ports/place.ts'
import { rolledOut } from './rollout/rolled-out.ts'

/**
 * One predicate over a fresh reading, three-valued: for gates between steps.
 * @throws FailureError when it cannot be read.
 */
export type TargetCheck = (target: Target, place: ReadPlace, abort: AbortSignal) => Promise<GateReading>

/** Checks that a gate may name, one line each. */
export const targetChecks: ReadonlyMap<string, TargetCheck> = new Map([['rollout', rolledOut]])
