import type { StateRule } from '../rule-facts.ts'
import { withoutRoutes } from './T15-away.ts'

/** Flagger says that it rolls back, and does not: its write is refused, and the levers that do not need it still work. */
export const rollbackHangs: StateRule = (facts) => {
  const { hung } = facts
  if (hung === undefined) return []
  const instead =
    hung.what === 'pods'
      ? 'Nothing is urgent: put the Deployment back on the promoted template, and find out who refuses the write.'
      : hung.isMeshSilent || facts.isMeshAway
        ? withoutRoutes(facts)
        : 'Do not wait for it: abort the canary, which moves the traffic without Flagger.'
  return [
    {
      id: 'T15 flagger',
      severity: 'warning',
      lead: "Flagger's rollback hangs: the phase says that it goes on, and its write is refused.",
      text: `${hung.text} It tries the same again at each check, however long.`,
      instead,
      source: 'fluxcd/flagger pkg/controller/scheduler.go rollback, pkg/router/istio.go SetRoutes'
    }
  ]
}
