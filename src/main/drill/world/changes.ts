import { applyMergePatch } from '../api/merge-patch.ts'
import type { Simulation } from '../clock/simulation.ts'
import type { Deployment } from '../controllers/kube-types.ts'
import { timeText } from '../controllers/kube-types.ts'
import type { ObjectChange } from '../scenarios/plan.ts'
import type { ApiStore, KubeObject } from '../store/api-store.ts'

function withImage(deployment: Deployment, change: object): KubeObject {
  const { template } = deployment.spec
  const [first, ...others] = template.spec.containers
  const containers = [{ ...first, ...change }, ...others]
  const spec = { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } }
  return { ...deployment, spec }
}

/** `{now}` is the time at which it is done. */
function atThatTime(body: object, now: string): object {
  return JSON.parse(JSON.stringify(body).replaceAll('{now}', now)) as object
}

/** Plans what people and pipelines do to objects; what is not there by then stays so. */
export function planChanges(
  store: ApiStore,
  simulation: Simulation,
  changes: readonly ObjectChange[],
  startMs: number
): void {
  for (const { atMs, key, namespace, name, does, body: template, manager } of changes)
    simulation.at(startMs + atMs, () => {
      const body = atThatTime(template, timeText(simulation.now()))
      const by = { manager, controller: true } as const
      if (does === 'create') {
        store.create(key, body as KubeObject, by)
        return
      }
      const current = store.get(key, namespace, name)
      if (current === undefined) return
      const next =
        does === 'merge' ? (applyMergePatch(current, body) as KubeObject) : withImage(current as Deployment, body)
      store.update(key, next, by)
    })
}
