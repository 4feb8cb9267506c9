import type { Pod } from '../controllers/kube-types.ts'
import { keys, nameOf, namespaceOf, workloadOf } from '../controllers/kube-types.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import type { ApiStore } from '../store/api-store.ts'
import { objectOf } from '../store/json-value.ts'
import type { Build, BuildCatalog } from '../users/build.ts'

/** What each pod does: as its image, unless it started with a value of a ConfigMap that makes trouble. */
export function behaviours(store: ApiStore, plan: ScenarioPlan, builds: BuildCatalog): (pod: Pod) => Build {
  const { configTrouble: trouble } = plan
  /** Environment variables stay as they were when a container started. */
  const troubled = new Set<string>()
  if (trouble !== undefined)
    store.watch(keys.pods, ({ type, object }) => {
      const isTarget = namespaceOf(object) === trouble.namespace && workloadOf(object) === trouble.target
      if (type !== 'ADDED' || !isTarget) return
      const data = objectOf(store.get(keys.configMaps, trouble.namespace, trouble.name)?.['data'])
      if (data[trouble.key] === trouble.value) troubled.add(nameOf(object))
    })
  return (pod) =>
    trouble !== undefined && troubled.has(nameOf(pod))
      ? trouble.build
      : builds.of(pod.spec.containers[0]?.image ?? '', workloadOf(pod))
}
