import type { Check } from '../../../contract/index.ts'
import { asFailure } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { configData } from '../../actions/config-data/index.ts'
import { listPods } from '../../checks/rollout/look-at-rollout.ts'
import { pause } from '../../lib/pause.ts'
import type { Mutation } from '../../ports/action.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { valuesWritten } from '../../providers/kubernetes/config/config-written.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { progressDeadlineSeconds } from '../../providers/kubernetes/rollout-status.ts'
import { proveUsers } from '../canary-frame/index.ts'
import { podsCheck, rolloutCheck, type PodsSaid } from './look-at-pods.ts'
import type { ConfigProof } from './proof.ts'

const everyMs = 2_000
const graceMs = 30_000
/** It is watched on after that: whoever wrote the other values may do so again. */
const watchMs = 30 * 60_000

/**
 * Watches until the ConfigMap holds what was sent and the pods have it, and then what their users see; from fresh
 * readings only.
 * @throws the abort reason.
 */
export async function proveConfig(proving: Proving<ConfigProof>): Promise<Proven> {
  const { proof } = proving
  const ref = { namespace: proof.namespace, name: proof.deployment }
  const checks = await watchValues(proving)
  const isThere = checks.every(({ blocks }) => !blocks)
  const users = await proveUsers(proving, ref, { phase: 'values', checks, isThere })
  // Much may have happened while errors were measured: what comes before them is looked at again.
  const again = isThere ? await lookOnce(proving) : checks
  const all = [...again, ...users]
  return { checks: all, proved: all.every(({ blocks }) => !blocks), seen: null, watchMs }
}

async function watchValues(proving: Proving<ConfigProof>): Promise<readonly Check[]> {
  const { place, proof, abort, show } = proving
  const { clock } = place
  const deadlineMs = progressDeadlineSeconds(null) * 1_000 + graceMs
  const untilMs = clock.now().getTime() + Math.max(2 * proof.expectedMs, proof.restarts ? deadlineMs : graceMs)
  for (;;) {
    abort.throwIfAborted()
    const isLate = clock.now().getTime() > untilMs
    const checks = await lookOnce(proving)
    show(checks, 'values', checks.find(({ blocks }) => blocks)?.evidence ?? '')
    const isOver = checks.some(({ name, status }) => name === 'values' && status === 'False')
    if (isOver || isLate || checks.every(({ blocks }) => !blocks)) return checks
    await pause(clock, everyMs, abort)
  }
}

async function lookOnce(proving: Proving<ConfigProof>): Promise<readonly Check[]> {
  const { place, proof, abort } = proving
  const observedAt = place.clock.now().toISOString()
  const check = (name: string, title: string, said: PodsSaid): Check => ({
    name,
    title,
    ...said,
    blocks: said.status !== 'True',
    observedAt
  })
  const [values, pods] = await Promise.all([readable(abort, () => lookAtValues(proving)), lookAtPods(proving)])
  return [
    check('values', `ConfigMap ${proof.config} holds what was put back`, values),
    check('rollout', 'Rolled out, by the rules of kubectl rollout status', pods.rollout),
    check('pods', proof.restarts ? 'All pods ready, of the restart' : 'All pods ready', pods.pods)
  ]
}

/** By the action's own reading of what became of its request. */
async function lookAtValues({ mutations, proof, place, abort }: Proving<ConfigProof>): Promise<PodsSaid> {
  if (proof.writtenAt !== undefined) return lookAtWritten(proof, proof.writtenAt, place, abort)
  const mutation = configMutation(mutations)
  if (mutation === null) return { status: 'Unknown', evidence: 'The record does not say what was sent' }
  const { kind, text } = configData.conclude(mutation, await configData.read(mutation, place, abort, false))
  return { status: kind === 'applied' ? 'True' : 'False', evidence: text }
}

/** Values that were there before the restart are named by when they were written: they may be credentials. */
async function lookAtWritten(
  { namespace, config: name }: ConfigProof,
  writtenAt: string,
  { reader }: Proving['place'],
  abort: AbortSignal
): Promise<PodsSaid> {
  const path = kubePath({ group: '', version: 'v1', resource: 'configmaps', namespace, name })
  const object = await readObject(reader, path, { abort })
  if (object === null) return { status: 'False', evidence: `ConfigMap ${name} is gone` }
  const at = valuesWritten(object)?.at ?? ''
  if (at === writtenAt) return { status: 'True', evidence: `Not written since ${utc(writtenAt)}` }
  return { status: 'False', evidence: `Its values were written again${at === '' ? '' : ` at ${utc(at)}`}` }
}

function configMutation(mutations: readonly Mutation[]) {
  for (const mutation of mutations) {
    const facts = configData.facts.safeParse(mutation.facts)
    if (facts.success) return { ...mutation, facts: facts.data }
  }
  return null
}

async function lookAtPods({ place, proof, changedAt, abort }: Proving<ConfigProof>) {
  const { reader, context } = place
  const both = (said: PodsSaid) => ({ rollout: said, pods: said })
  try {
    const ref = { namespace: proof.namespace, name: proof.deployment }
    const deployment = await readDeployment(reader, { context, ref }, abort)
    if (deployment === null) return both({ status: 'False', evidence: `Deployment ${ref.name} is gone` })
    const pods = await listPods(reader, deployment, proof.namespace, abort)
    return {
      rollout: rolloutCheck(deployment, changedAt),
      pods: podsCheck(deployment, pods, proof.restarts)
    }
  } catch (error) {
    abort.throwIfAborted()
    return both({ status: 'Unknown', evidence: `Not readable: ${asFailure(error).message}` })
  }
}

async function readable(abort: AbortSignal, look: () => Promise<PodsSaid>): Promise<PodsSaid> {
  try {
    return await look()
  } catch (error) {
    abort.throwIfAborted()
    return { status: 'Unknown', evidence: `Not readable: ${asFailure(error).message}` }
  }
}
