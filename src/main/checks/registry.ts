import { canaryFailed, canarySucceeded } from './canary/phase-check.ts'
import { reconcilerHeld } from './gitops/held-check.ts'
import { rolledOut } from './rollout/rolled-out.ts'
import { endpointWell, nameArrived, nameLeft } from './region/endpoint-checks.ts'
import type { TargetCheck } from './target-check.ts'

/** Checks that a gate may name, one line each. */
export const targetChecks: ReadonlyMap<string, TargetCheck> = new Map([
  ['rollout', rolledOut],
  ['canary failed', canaryFailed],
  ['canary succeeded', canarySucceeded],
  ['reconciler held', reconcilerHeld],
  ['endpoint well', endpointWell],
  ['name left', nameLeft],
  ['name arrived', nameArrived]
])
