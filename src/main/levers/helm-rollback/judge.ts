import { lastValue } from '../../../contract/index.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { helmReleaseOf, type HelmRelease } from '../../providers/kubernetes/helm/release.ts'
import { workloadResource } from '../../providers/kubernetes/workload.ts'

const source = 'helm/helm pkg/action/rollback.go'

/** How a rollback by Helm stands for what is seen. */
export function judgeHelm(world: World): Judgement {
  const release = releaseIn(world)
  const about = {
    takesEffectMs: null,
    reversible: 'yes',
    leaves: [],
    present: { state: 'absent', reason: 'It sends nothing', observedAt: world.now.toISOString() },
    optionsTitle: ''
  } as const
  if (!release) return { ...about, state: 'notHere', reason: 'No mark of Helm is on it.', choice: null }
  const reason = `Release ${release.namespace}/${release.name} owns it: an undo helps users sooner, helm rollback keeps the chart in step. The plan has the exact command; Backout does not send it.`
  return { ...about, state: 'possible', reason, source, choice: null }
}

/** The release that the workload is of, by its marks; null where there is none. */
export function releaseIn({ objects, ref }: World): HelmRelease | null {
  const observed = objects.get(workloadResource(ref).resource)
  const workload = ((observed && lastValue(observed)) ?? []).find(({ metadata }) => metadata.name === ref.name)
  return workload ? helmReleaseOf(workload) : null
}
