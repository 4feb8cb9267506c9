import type { RiskyField } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { clusterRisks } from './cluster-risks.ts'
import type { EmbedProblems } from './embed-files.ts'
import { lookalikes } from './lookalikes.ts'
import { named, type Cluster, type Context, type Kubeconfig, type User } from './model.ts'
import { redactedFields, redactedReason } from './redacted.ts'
import { risk } from './risk.ts'
import { userRisks } from './user-risks.ts'

const order: readonly RiskyField['treatment'][] = ['refused', 'approval', 'warning']

/** What of a kubeconfig is asked for each of its contexts, worked out once. */
export interface Suspicion {
  readonly config: Kubeconfig
  readonly alike: ReadonlyMap<string, string>
  readonly problems: EmbedProblems
  /** Milliseconds since the epoch, for what has ended. */
  readonly nowMs: number
}

/** @param problems why referenced files were not embedded, where that is known */
export function suspect(
  config: Kubeconfig,
  problems: EmbedProblems = new Map(),
  nowMs: number = Date.now()
): Suspicion {
  // A name that hides something is refused for that, and takes no other one with it.
  const names = config.contexts.map(({ name }) => name).filter((name) => name === visibleText(name))
  return { config, alike: lookalikes(names), problems, nowMs }
}

/** Everything about one context that the operator must see before it is used, refusals first. */
export function riskyFields({ config, alike, problems, nowMs }: Suspicion, context: Context): readonly RiskyField[] {
  const cluster = named(config.clusters, context.cluster)
  const user = named(config.users, context.user)
  const looks = alike.get(context.name)
  const all = [
    ...(context.problem === undefined ? reference(context, cluster, user) : []),
    ...broken('context', context),
    ...broken('cluster', cluster),
    ...broken('user', user),
    ...(looks === undefined ? [] : [risk('name', context.name, looks, 'refused')]),
    ...redactedFields(cluster, user).map((field) => risk(field, '', redactedReason, 'refused')),
    ...clusterRisks(cluster, problems),
    ...userRisks(user, problems, nowMs)
  ]
  return all.toSorted((a, b) => order.indexOf(a.treatment) - order.indexOf(b.treatment))
}

function reference(context: Context, cluster: Cluster | undefined, user: User | undefined): readonly RiskyField[] {
  const lacks = context.cluster === '' ? 'The context names no cluster.' : 'The kubeconfig has no cluster of that name.'
  return [
    ...(cluster ? [] : [risk('cluster', context.cluster, lacks, 'refused')]),
    ...(user || context.user === ''
      ? []
      : [risk('user', context.user, 'The kubeconfig has no user of that name.', 'refused')])
  ]
}

function broken(
  field: string,
  entry: { readonly name: string; readonly problem?: string } | undefined
): readonly RiskyField[] {
  return entry?.problem === undefined ? [] : [risk(field, entry.name, entry.problem, 'refused')]
}
