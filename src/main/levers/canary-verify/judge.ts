import { utc, utcDated } from '../../../contract/words/format-time.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { judgeCanary, type CanaryStand } from '../canary-frame/judge.ts'

/** How waiting for Flagger's own rollback stands for what is seen. */
export function judgeVerify(world: World): Judgement {
  return judgeCanary(world, verifyStand)
}

/** The same of one sight, as it is read before a plan. */
export function verifyStand({ canary, automatic, cause }: CanarySight): CanaryStand {
  const why =
    cause.kind === 'said'
      ? ` Its last cause: ${cause.text}`
      : ' Why is told by none of its events, or by none that is kept still.'
  if (canary.failed === 'analysis') {
    const reason = `Flagger has rolled back${canary.condition ? ` at ${utcDated(canary.condition.sinceAt)}` : ''}.${why}`
    return { state: 'offered', reason, takesEffectMs: 0, leaves: ['The release in its source, and in its target'] }
  }
  if (automatic.kind === 'never') return { state: 'notHere', reason: automatic.reason }
  const reason = `Comes by itself by ${utc(automatic.byAt)} at the latest, if every check fails; one that passes takes the release a step further.${why}`
  const atMostMs = (automatic.checksLeft + 1) * canary.intervalMs
  return {
    state: 'possible',
    reason,
    takesEffectMs: atMostMs,
    leaves: ['The release in its source, and in its target']
  }
}
