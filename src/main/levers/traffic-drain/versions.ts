import { numberAt } from '../../lib/json-access.ts'
import type { Situation } from './situation.ts'

/** What a plan was made of, by uid: the generation of each route and Canary, which grows with every change of its spec. */
export function versionsOf({ splits, writers, strange }: Situation): ReadonlyMap<string, number> {
  const routes = splits.map(({ route: { object } }) => [object.metadata.uid, object.metadata.generation ?? 0] as const)
  const canaries = writers.flatMap((writer) =>
    writer.kind === 'flagger' ? [[writer.canary.uid, writer.canary.generation] as const] : []
  )
  const rollouts = writers.flatMap((writer) => (writer.kind === 'rollouts' ? [[writer.name, 0] as const] : []))
  return new Map([...routes, ...canaries, ...rollouts, ...strange.map((text) => [text, 0] as const)])
}

/** Whether what is seen is not newer than what a plan was made of; an observation that lags behind says nothing against it. */
export function isNotNewer(situation: Situation, versions: unknown): boolean {
  const seen = versionsOf(situation)
  return [...seen].every(([uid, generation]) => {
    const planned = numberAt(versions, uid)
    return planned !== undefined && generation <= planned
  })
}
