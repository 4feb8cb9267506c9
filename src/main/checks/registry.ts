import { abortTakenUp } from './argo-rollouts/aborted.ts'
import { canaryFailed, canarySucceeded } from './canary/phase-check.ts'
import { reconcilerHeld } from './gitops/held-check.ts'
import { podReplaced } from './rollout/pod-replaced.ts'
import { rolledOut } from './rollout/rolled-out.ts'
import { endpointAnswers, endpointWell, nameArrived, nameLeft } from './region/endpoint-checks.ts'
import type { TargetCheck } from './target-check.ts'

/** Checks that a gate may name, one line each. */
export const targetChecks: ReadonlyMap<string, TargetCheck> = new Map([
  ['rollout', rolledOut],
  ['pod replaced', podReplaced],
  ['rollout aborted', abortTakenUp],
  ['canary failed', canaryFailed],
  ['canary succeeded', canarySucceeded],
  ['reconciler held', reconcilerHeld],
  ['endpoint answers', endpointAnswers],
  ['endpoint well', endpointWell],
  ['name left', nameLeft],
  ['name arrived', nameArrived]
])
