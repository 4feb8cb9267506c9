import { FailureError, failureOf } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { named, type Cluster, type Context, type Kubeconfig, type User } from './model.ts'
import { riskyFields, suspect } from './risky-fields.ts'

/** One context with everything it refers to. */
export interface ChosenContext {
  readonly context: Context
  readonly cluster: Cluster
  readonly user: User | undefined
  readonly server: URL
}

/**
 * The context of that name, ready to connect.
 * @param name as it is listed, which for one that hides characters is the name with them shown
 * @throws FailureError `notFound` when there is none, `refused` with the reasons when it may not be used.
 */
export function chooseContext(config: Kubeconfig, name: string): ChosenContext {
  const context = named(config.contexts, name) ?? config.contexts.find((each) => visibleText(each.name) === name)
  if (!context)
    throw new FailureError(
      failureOf('notFound', `The kubeconfig has no context "${visibleText(name, 200)}".`, {
        remedy: `Choose one of: ${visibleText(config.contexts.map((other) => other.name).join(', '), 500)}.`
      })
    )
  const cluster = named(config.clusters, context.cluster)
  const user = named(config.users, context.user)
  const refused = riskyFields(suspect(config), context).filter(({ treatment }) => treatment === 'refused')
  if (refused.length > 0 || !cluster)
    throw new FailureError(
      failureOf(
        'refused',
        `The context "${visibleText(name, 200)}" is not used. ${refused.map(({ field, why }) => `${field}: ${why}`).join(' ')}`,
        {
          remedy: 'Correct the kubeconfig and import it again.'
        }
      )
    )
  return { context, cluster, user, server: new URL(cluster.server) }
}
