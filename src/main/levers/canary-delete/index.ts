import * as z from 'zod/mini'
import { deleteCanary as action, deleteStep } from '../../actions/canary-delete/index.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import type { Lever, PlanResult, PlanTools, PlanRequest, Proven, Proving } from '../../ports/lever.ts'
import { canaryPath } from '../../providers/flagger/canary-object.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { ownersOf } from '../../providers/kubernetes/owner-reference.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import {
  canaryBasis,
  canaryFits,
  canaryKey,
  canaryProof,
  planOfCanary,
  proofOf,
  type CanaryProof,
  type FreshCanary
} from '../canary-frame/index.ts'
import { framePlan } from '../plan-frame/index.ts'
import { deletionSource, judgeDeletion, refusedDeletion } from './judge.ts'

const id = 'canaryDelete'
const choice = z.strictObject({})

/** The last resort: takes Flagger off a service for good, and leaves what serves. */
export const canaryDelete: Lever<CanaryProof> = {
  id,
  title: 'Delete the Canary, leaving what it owns',
  verb: 'delete the Canary',
  choice,
  proof: canaryProof,
  knows: {
    actions: [action.id],
    scenarios: { helps: [], refused: ['canary-failing-30', 'promotion-failed'] },
    fidelity: ['kubectl delete canaries.flagger.app NAME --cascade=orphan'],
    lastResort: true,
    undo: 'the Canary is made again from its source'
  },
  judge: judgeDeletion,
  options: () => [],
  plan: (request, tools) =>
    planOfCanary(tools, async (fresh) => {
      const refusal = refusedDeletion(fresh.canary, fresh.sight)
      if (refusal === null) return planDelete(request, tools, fresh)
      const command = `kubectl delete canaries.flagger.app ${fresh.canary.name} --cascade=orphan`
      const source = deletionSource
      const trap = { id: 'T2', severity: 'refused', lead: 'Refused:', text: refusal, source, command } as const
      return { kind: 'refused', reason: refusal, source, trap }
    }),
  stillFits: canaryFits,
  planKey: canaryKey,
  prove
}

async function planDelete(request: PlanRequest, tools: PlanTools, fresh: FreshCanary): Promise<PlanResult> {
  const { canary, canaryTarget } = fresh
  const { name, namespace, primary } = canary
  const step = deleteStep({ id: 'delete', target: canaryTarget, context: tools.context })
  const { preview, guard } = await previewPatches(
    [step],
    tools,
    (planned, response) => {
      const sent =
        planned.sends.kind === 'fixed' ? planned.sends.request : { method: 'DELETE' as const, path: '', query: {} }
      return action.outcome({ ...planned, request: sent }, response, null, tools)
    },
    tools.abort
  )
  const plan = framePlan(tools, request, [step], {
    lever: id,
    choice: {},
    words: {
      title: `Delete Canary ${name}`,
      doing: `Deleting Canary ${name}`,
      done: 'Deleted',
      outside: {
        doing: 'The gradual release of changes is being switched off.',
        done: 'The gradual release of changes is switched off.'
      }
    },
    changes: [
      { kind: 'value', title: 'Releases of this service', before: 'tried by Flagger', after: 'nobody tries them' }
    ],
    guards: [guard],
    notes: [
      `${primary}, its Services and routes stay, owned by nobody.`,
      'Without the orphaning all of them would be deleted with it, and every request would fail.'
    ],
    blast: 'one Canary; what it owns stays',
    takesEffect: 'at once',
    takesEffectMs: 2_000,
    expectedMs: 5_000,
    inverse: null,
    withoutYou: { text: 'as it is now', detail: 'Nothing is being released.' },
    preview,
    ...(preview.failure ? { blocked: preview.failure } : {}),
    typed: `delete canary ${namespace}/${name}`,
    isSure: false
  })
  const phases = [{ id: 'gone', title: 'See it gone, and what serves still there', expectedMs: 5_000 }]
  return {
    kind: 'plan',
    isChosen: request.choice !== null,
    planned: { plan, steps: [step], phases, proof: proofOf(canary, 30_000), basis: canaryBasis(canary) }
  }
}

/** How often it is looked at, and for how long it may go on being deleted, by the clock of the place. */
const everyMs = 2_000
const withinMs = 120_000

/**
 * Looks until it is gone. With its orphans left, it goes only when the garbage collector has been at each of them, which takes
 * seconds, and a minute where many go at once (kubernetes pkg/controller/garbagecollector, orphanDependents).
 * @throws the abort reason
 */
async function prove(proving: Proving<CanaryProof>): Promise<Proven> {
  const { place, abort, show } = proving
  const startedMs = place.clock.now().getTime()
  for (;;) {
    const { checks, isLeaving } = await look(proving)
    show(checks, 'gone', checks.map(({ evidence }) => evidence).join('; '))
    const proved = checks.every(({ blocks }) => !blocks)
    const isLate = place.clock.now().getTime() - startedMs >= withinMs
    if (proved || !isLeaving || isLate) return { checks, proved, seen: null, watchMs: 0 }
    await place.clock.sleep(everyMs, abort)
  }
}

async function look({ proof, place, abort }: Proving<CanaryProof>) {
  const { reader, context, clock } = place
  const { namespace } = proof
  const [object, primary] = await Promise.all([
    readObject(reader, canaryPath(namespace, proof.canary), { abort }),
    readDeployment(reader, { context, ref: { namespace, name: proof.primary } }, abort)
  ])
  const observedAt = clock.now().toISOString()
  const isGone = object === null || object.metadata.uid !== proof.uid
  const isLeaving = !isGone && object.metadata.deletionTimestamp !== undefined && primary !== null
  const owners = primary ? ownersOf(primary.metadata, 'flagger.app', 'Canary') : []
  const check = (name: string, title: string, isTrue: boolean, evidence: string) => {
    const status = isTrue ? ('True' as const) : ('False' as const)
    return { name, title, status, evidence, blocks: !isTrue, observedAt }
  }
  const still = isLeaving ? 'It is being deleted: what it owns is let go first' : 'It is still there'
  const checks = [
    check('gone', 'The Canary is gone', isGone, isGone ? 'It is not there' : still),
    check(
      'primary',
      'What serves is still there',
      primary !== null,
      primary === null
        ? `${proof.primary} is gone`
        : `${proof.primary} is there, with ${owners.length} owners of that kind`
    )
  ]
  return { checks, isLeaving }
}
