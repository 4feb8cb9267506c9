import { stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadyPlan, World } from '../../ports/lever.ts'
import type { Canary } from '../../providers/flagger/canary.ts'
import { canarySight } from '../../providers/flagger/canary-sight.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { templateDigest } from '../../providers/kubernetes/template-digest.ts'
import { canaryBasis, canaryFits, canaryKey } from '../canary-frame/index.ts'

/** What a plan was made of: the Canary, and which release its primary asked for. */
export function restoreBasis(canary: Canary, primary: KubeObject) {
  return { ...canaryBasis(canary), release: templateDigest(templateOf(primary)) }
}

/** Whether a plan still fits: whoever gives the primary another release meanwhile has changed what it starts from. Pure. */
export function restoreFits(ready: ReadyPlan, world: World): boolean {
  const release = releaseOf(world)
  return canaryFits(ready, world) && (release === '' || release === stringAt(ready.basis, 'release'))
}

/** Changes whenever a plan is worth another try. Pure. */
export function restoreKey(world: World): string {
  return `${canaryKey(world)} ${releaseOf(world)}`
}

/** Digest of the release that the primary asks for; empty while it was not read. */
function releaseOf({ ref, objects, now }: World): string {
  const seen = canarySight(ref, objects, now)
  const primary = seen?.kind === 'one' ? seen.sight.primary.object : null
  return primary === null ? '' : templateDigest(templateOf(primary))
}
