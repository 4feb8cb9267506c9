import type { ShellView } from '../../contract/index.ts'
import { useFeed } from '../stores/feeds.ts'

/** So many are named. */
const most = 3

/**
 * Which contexts of the open kubeconfig go to the same server as another user, as a sentence: somebody who may not do a thing
 * may have one that may. Whether it may is not known before it is opened. Empty where there is none.
 */
export function otherUsers({ environment, connections }: Pick<ShellView, 'environment' | 'connections'>): string {
  if (environment === null) return ''
  const contexts = connections.find(({ id }) => id === environment.connectionId)?.contexts ?? []
  const own = contexts.find(({ name }) => name === environment.context)
  if (own === undefined) return ''
  const others = contexts.filter(({ server, user }) => server === own.server && user !== own.user)
  if (others.length === 0) return ''
  const named = others.slice(0, most).map(({ name, user }) => (name === user ? name : `${name} (${user})`))
  const more = others.length > most ? ` and ${others.length - most} more` : ''
  const one = others.length === 1
  return `Only if it is yours to use: the same kubeconfig has another user for this server, ${one ? 'context' : 'contexts'} ${named.join(', ')}${more}. Whether that one may is not known here; F2 opens it.`
}

/** The same, of what is open. */
export function useOtherUsers(): string {
  const shell = useFeed('shell')
  return shell === undefined ? '' : otherUsers(shell)
}
