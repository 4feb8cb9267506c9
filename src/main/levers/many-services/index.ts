import type { Lever } from '../../ports/lever.ts'
import { replacesPods } from '../plan-frame/index.ts'
import { choiceSchema } from './choice.ts'
import { judgeMany } from './judge.ts'
import { leverId } from './lever-id.ts'
import { serviceOptions } from './options.ts'
import { planMany } from './plan-many.ts'
import { manyProof, proveMany, type ManyProof } from './prove-many.ts'
import { going, select } from './select.ts'
import { stillFits } from './still-fits.ts'

/** Rolls back every service that a change of the incident's window made ill, each to a revision that served well. */
export const manyServices: Lever<ManyProof> = replacesPods({
  id: leverId,
  title: 'Roll back several services',
  verb: 'roll them back',
  choice: choiceSchema,
  proof: manyProof,
  knows: {
    actions: ['deployment-undo'],
    scenarios: { helps: ['several-bad-releases'], refused: ['one-among-sixty'] },
    fidelity: ['kubectl rollout undo deployment/NAME --to-revision=N'],
    undo: 'the same lever, each service to the revision that it left'
  },
  judge: judgeMany,
  options: serviceOptions,
  plan: planMany,
  stillFits,
  planKey(world) {
    const selection = select(world)
    return selection
      ? going(selection)
          .map(({ neighbour }) => neighbour.row.ref.name)
          .toSorted()
          .join(' ')
      : ''
  },
  prove: proveMany
})
