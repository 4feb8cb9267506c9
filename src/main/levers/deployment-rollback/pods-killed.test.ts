import { describe, onTestFinished } from 'vitest'
import { deletePod, podDeleteStep } from '../../actions/pod-delete/index.ts'
import { createGates } from '../../checks/gates.ts'
import { keepers } from '../../checks/keepers.ts'
import { targetChecks } from '../../checks/registry.ts'
import { readyPlan } from '../../plan/ready-plan.ts'
import type { Lever } from '../../ports/lever.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { startMemoryApi } from '../../testing/memory-api.ts'
import type { LeverKit } from '../testing/lever-kit.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { toyLever, toyPlan } from '../testing/toy/toy-lever.ts'
import { fastClock, placeOf } from './testing/stage.ts'

/** In the order in which they have to go. */
const pods = ['web-1', 'web-0'] as const
const pathOf = (name: string) => kubePath({ group: '', version: 'v1', resource: 'pods', namespace: 'shop', name })

/** That the pods are new is proved by the lever's own tests. */
const lever: Lever = { ...toyLever, prove: async () => ({ checks: [], proved: true, seen: null, watchMs: 0 }) }

async function stage() {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  for (const name of pods) {
    const metadata = { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion: '1' }
    api.put(pathOf(name), { apiVersion: 'v1', kind: 'Pod', metadata })
  }
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const place = placeOf(connection, clock)
  return {
    place,
    async plan() {
      const objects = await Promise.all(pods.map((name) => place.reader.get(pathOf(name))))
      const steps = objects.map((pod, index) => {
        const after = index === 0 ? [] : [`delete-${pods[index - 1]}`]
        const title = `Delete pod ${pod.metadata.name}`
        return podDeleteStep(place, { id: `delete-${pod.metadata.name}`, title, pod, onlyIfUnready: false, after })
      })
      return readyPlan({ ...toyPlan(place, steps), phases: [] }, false, place.identity)
    },
    effects: () => api.effects.map(({ attemptId }) => attemptId),
    sent: () => api.server.requests.filter(({ method }) => method === 'DELETE').length
  }
}

describe('pods that are deleted one after another', () => {
  const kit: LeverKit = {
    levers: new Map([[lever.id, lever]]),
    actions: new Map([[deletePod.id, deletePod]]),
    gates: createGates(targetChecks),
    keepers,
    stage
  }
  playsEveryKill(kit)
})
