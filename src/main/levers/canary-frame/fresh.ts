import { failureOf, type Target } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { PlanResult, PlanTools } from '../../ports/lever.ts'
import { canaryPath, canaryTarget } from '../../providers/flagger/canary-object.ts'
import { readCanary, type Canary } from '../../providers/flagger/canary.ts'
import { canarySight, type CanarySight } from '../../providers/flagger/canary-sight.ts'
import { kubectlLine, type CommandPlace } from '../../providers/kubernetes/commands.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { planOrFailure } from '../plan-frame/index.ts'

/** A Canary with its workloads as they are read for a plan. */
export interface FreshCanary {
  /** What was followed until now: its events, Flagger itself. */
  readonly sight: CanarySight
  readonly canary: Canary
  readonly object: KubeObject
  readonly target: KubeObject | null
  readonly primary: KubeObject | null
  readonly canaryTarget: Target
  /** For command lines about the Canary. */
  readonly place: CommandPlace
}

/**
 * Reads what a plan for the Canary of a service is made of, and plans it.
 * @throws FailureError `cancelled` only.
 */
export async function planOfCanary(
  tools: PlanTools,
  plan: (fresh: FreshCanary) => Promise<PlanResult>
): Promise<PlanResult> {
  return planOrFailure(async () => {
    const { world } = tools
    const sight = canarySight(world.ref, world.objects, world.now)
    if (sight === null) return missing(`No Canary follows ${world.ref.name}.`)
    if (sight.kind === 'several') return missing(`${sight.names.join(' and ')} follow the same target.`)
    return plan(await readFresh(tools, sight.sight))
  })
}

async function readFresh({ reader, abort, context, identity }: PlanTools, sight: CanarySight): Promise<FreshCanary> {
  const { namespace, name, target, primary } = sight.canary
  const place = { context, ref: { namespace, name } }
  const workload = (of: string) => readDeployment(reader, { context, ref: { namespace, name: of } }, abort, true)
  const [object, targetObject, primaryObject] = await Promise.all([
    readObject(reader, canaryPath(namespace, name), {
      abort,
      command: kubectlLine(place, 'get', 'canaries.flagger.app', name, '-o', 'json')
    }),
    workload(target.name),
    workload(primary)
  ])
  const seen = object ?? sight.object
  return {
    sight,
    canary: readCanary(seen),
    object: seen,
    target: targetObject,
    primary: primaryObject,
    canaryTarget: canaryTarget(identity, seen),
    place
  }
}

function missing(message: string): PlanResult {
  return {
    kind: 'failed',
    failure: failureOf('missing', message, { remedy: 'Look at what is there now.', retryable: true })
  }
}
