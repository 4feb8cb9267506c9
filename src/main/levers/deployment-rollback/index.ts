import * as z from 'zod/mini'
import type { Ownership } from '../../../contract/index.ts'
import { seenReconcilers } from '../../providers/kubernetes/gitops/seen-reconcilers.ts'
import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { replacesPods } from '../plan-frame/index.ts'
import type { Lever, World } from '../../ports/lever.ts'
import { judgeRollback } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planRollback } from './plan-rollback.ts'
import { revisionOptions } from './revision-options.ts'
import { stillFits } from './still-fits.ts'
import { rollbackProof, verifyRollback, type RollbackProof } from './verify-rollback.ts'
import { watchedPods } from './watched.ts'

export { judgeRevisions } from './judge.ts'
export { planRollback } from './plan-rollback.ts'
export { readHistories } from './read-histories.ts'
export { readHistory, type ReadHistory } from './read-history.ts'
export { podsInTheWay } from './pods-in-the-way.ts'
export { rollbackPhases, rollbackProof, verifyRollback, type RollbackProof } from './verify-rollback.ts'

const choiceSchema = z.strictObject({ revision: z.number().check(z.int(), z.minimum(1)) })

/** Puts a Deployment, StatefulSet or DaemonSet back to a revision that served well; never to "the previous one". */
export const deploymentRollback: Lever<RollbackProof> = replacesPods({
  id: leverId,
  title: 'Roll back to an earlier revision',
  kinds: ['StatefulSet', 'DaemonSet'],
  verb: 'roll back',
  choice: choiceSchema,
  proof: rollbackProof,
  knows: {
    actions: ['deployment-undo', 'pod-delete'],
    scenarios: {
      helps: [
        'bad-deploy',
        'crash-loop',
        'previous-also-bad',
        'config-drift',
        'no-metrics',
        'gitops-puts-back',
        'one-among-sixty',
        'memory-leak',
        'orders-lost',
        'stateful-set-release',
        'stateful-set-stuck',
        'daemon-set-release',
        'helm-release'
      ],
      refused: ['flagger-owned', 'forbidden']
    },
    fidelity: [
      'kubectl rollout undo deployment/NAME --to-revision=N',
      'kubectl rollout undo statefulset/NAME --to-revision=N',
      'kubectl rollout undo daemonset/NAME --to-revision=N',
      'kubectl delete pods NAME'
    ],
    undo: 'the same lever, to the revision that was left'
  },
  judge: judgeRollback,
  options: revisionOptions,
  plan({ choice, continues, why }, tools) {
    const chosen = choice === null ? null : choiceSchema.parse(choice)
    const { world, environment, identity, context, server, user } = tools
    return planRollback({
      environment,
      connection: { identity, context, server, user },
      ref: world.ref,
      ownership: ownershipIn(world),
      standings: world.standings,
      ...(chosen ? { revision: chosen.revision } : {}),
      pods: watchedPods(world),
      reader: tools.reader,
      clock: tools.clock,
      newId: tools.newId,
      why,
      ...(continues ? { continues } : {}),
      abort: tools.abort
    })
  },
  stillFits,
  planKey(world) {
    const known = world.standings.map(
      ({ uid, standing, evidence }) => `${uid} ${standing} ${evidence.some(({ source }) => source === 'metrics')}`
    )
    const kept = seenReconcilers(world.objects).map(({ title, state }) => `${title} ${state}`)
    const { owners } = ownershipIn(world)
    const repeating = owners.filter(({ reconciles }) => reconciles === 'repeated' || reconciles === 'writing')
    return [
      ...known.toSorted(),
      refusingOwner({ owners })?.name ?? '',
      ...kept,
      ...repeating.map(({ name }) => name)
    ].join(' ')
  },
  prove: verifyRollback
})

/** Where owners have not been read the operator may plan, and then has to type. */
function ownershipIn({ service }: World): Ownership {
  if (service.ownership.state === 'value') return service.ownership.value
  return { state: 'unknown', owners: [], reason: 'Who owns this workload has not been read' }
}
