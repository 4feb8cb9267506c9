import { targetName, type Failure, type Guard } from '../../../contract/index.ts'
import { podDeleted, podDeleteStep, type PodDeleteFacts } from '../../actions/pod-delete/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { DoStep, Step, WaitStep } from '../../ports/step.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import type { PlanInput } from './plan-input.ts'
import { isByHand, podsInTheWay } from './pods-in-the-way.ts'

/** How long a pod may take until its successor is ready before the operator is asked. */
const atMostMs = 10 * 60_000

/** What a plan does about pods that the controller would not replace. */
export interface PodSteps {
  readonly steps: readonly Step[]
  readonly deletes: readonly DoStep<PodDeleteFacts>[]
  /** Of the pods that are deleted. */
  readonly inTheWay: readonly string[]
  readonly guard: Guard | null
  /** Why they cannot be deleted. */
  readonly failure: Failure | undefined
}

/**
 * The steps after an undo that delete such pods, one after another; their own dry runs find a missing permission.
 * @throws FailureError `cancelled` only.
 */
export async function podSteps(input: PlanInput, workload: KubeObject, target: KubeObject): Promise<PodSteps> {
  const pods = podsInTheWay(workload, target, input.pods)
  if (pods.length === 0) return { steps: [], deletes: [], inTheWay: [], guard: null, failure: undefined }
  const byHand = isByHand(workload)
  const { identity, context, user } = input.connection
  const steps: Step[] = []
  const deletes: DoStep<PodDeleteFacts>[] = []
  for (const pod of pods) {
    const { name } = pod.metadata
    const after = [steps.at(-1)?.id ?? 'undo']
    const title = byHand
      ? `Delete pod ${name}, whose successor gets the revision`
      : `Delete pod ${name}, which is in the way`
    const step = podDeleteStep(
      { identity, context },
      { id: `delete-${name}`, title, pod, onlyIfUnready: !byHand, after }
    )
    deletes.push(step)
    steps.push(step, ...(byHand ? [replaced(step)] : []))
  }
  const place = { reader: input.reader, user, environment: input.environment }
  const { preview, guard } = await previewPatches(
    deletes,
    place,
    ({ target: of, sends }, response) =>
      podDeleted(of, sends.kind === 'fixed' ? sends.request.path : '', response, place),
    input.abort ?? new AbortController().signal
  )
  return {
    steps,
    deletes,
    inTheWay: pods.map(({ metadata }) => metadata.uid),
    guard: preview.failure
      ? { ...guard, id: 'pods' }
      : { id: 'pods', status: 'warning', text: guardText(pods, byHand) },
    failure: preview.failure
  }
}

function replaced({ id, target }: DoStep<PodDeleteFacts>): WaitStep {
  return {
    kind: 'wait',
    id: `${id}-replaced`,
    title: `Pod ${targetName(target)} is a new one, and ready`,
    gate: { kind: 'check', check: 'pod replaced', target, forMs: 0 },
    atMostMs,
    onTime: 'ask',
    after: [id]
  }
}

function guardText(pods: readonly KubeObject[], byHand: boolean): string {
  const names = pods.map(({ metadata }) => metadata.name).join(', ')
  if (byHand) return `OnDelete: no pod is replaced until it is deleted; the plan deletes ${names}, one after another`
  const which =
    pods.length === 1 ? `${names} is not ready: the controller waits` : `${names} are not ready: the controller waits`
  return `${which} for that before it replaces any pod, so an undo alone never gets there; the plan deletes ${pods.length === 1 ? 'it' : 'them'}`
}
