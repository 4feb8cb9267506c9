import type { ConnectionView, ContextView } from '../../../contract/index.ts'

/** Where a kubeconfig leads, for a heading: the host of its context in use, and how many more there are. */
export function whereTo({ contexts, currentContext }: ConnectionView): string {
  const first = contexts.find(({ name }) => name === currentContext) ?? contexts[0]
  if (first === undefined) return 'no context'
  const more = new Set(contexts.map(({ server }) => server)).size - 1
  return more === 0 ? hostOf(first.server) : `${hostOf(first.server)} and ${more} more`
}

/** Labels of the other kubeconfigs that lead to the cluster of this context as the same user. */
export function alsoIn(
  connection: ConnectionView,
  context: ContextView,
  all: readonly ConnectionView[]
): readonly string[] {
  return all
    .filter(({ id }) => id !== connection.id)
    .filter(({ contexts }) => contexts.some(({ server, user }) => server === context.server && user === context.user))
    .map(({ label }) => label)
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server
}
