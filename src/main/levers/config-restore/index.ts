import { configData } from '../../actions/config-data/index.ts'
import { restartWorkload } from '../../actions/workload-restart/index.ts'
import { replacesPods } from '../plan-frame/index.ts'
import type { Lever } from '../../ports/lever.ts'
import { configChoice } from './choice.ts'
import { configOptions, judgeConfig } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planConfig } from './plan.ts'
import { configProof, type ConfigProof } from './proof.ts'
import { proveConfig } from './prove.ts'
import { changedConfigs } from './situation.ts'
import { stillFits } from './still-fits.ts'

/** Puts the values of a ConfigMap back where they changed and the image did not, and restarts the pods that read them. */
export const configRestore: Lever<ConfigProof> = replacesPods({
  id: leverId,
  title: 'Restore a ConfigMap',
  verb: 'restore the ConfigMap',
  choice: configChoice,
  proof: configProof,
  knows: {
    actions: [configData.id, restartWorkload.id],
    scenarios: { helps: ['config-only-release'], refused: ['bad-deploy'] },
    fidelity: [
      'kubectl patch configmaps NAME --type=merge -p {"data":{...}}',
      'kubectl rollout restart deployment/NAME'
    ],
    undo: 'the same lever, with the values that were there'
  },
  judge: judgeConfig,
  options: configOptions,
  plan: planConfig,
  stillFits,
  planKey: (world) =>
    changedConfigs(world)
      .map(({ name, object }) => `${name} ${object.metadata.resourceVersion ?? ''}`)
      .join(' '),
  prove: proveConfig
})
