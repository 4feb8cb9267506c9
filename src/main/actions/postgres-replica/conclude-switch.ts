import { failureOf } from '../../../contract/index.ts'
import type { Conclusion } from '../../ports/action.ts'
import type { PostgresPair, PostgresSide } from '../../ports/postgres-pair.ts'
import { postgresSide } from '../../providers/azure/postgres-pair-of.ts'
import type { PostgresReplicaFacts } from './facts.ts'

/**
 * What a pair says about a switch, by the role that each server gives itself. A planned one is over when both have swapped. A forced
 * one waits for nobody: the old primary becomes a replica when its region is back. While a server is not `Ready`, or the replication
 * is on its way, something is being done (Microsoft Learn, read replicas: replication state, promote order).
 */
export function concludeSwitch({ how, from, to }: PostgresReplicaFacts, pair: PostgresPair): Conclusion {
  const [old, next] = [postgresSide(pair, from.server), postgresSide(pair, to.server)]
  if (!old || !next) return overtaken(`It is of other servers than before: ${sayRoles(pair)}`)
  const isForced = how === 'forced'
  const isPrimary = next.role === 'Primary' && next.unread === ''
  if (isPrimary && (isForced || (old.role === 'Replica' && old.unread === '')))
    return {
      kind: 'applied',
      text: `${next.server} is primary${old.role === 'Replica' && old.unread === '' ? '' : `, ${oldWords(old)}`}`
    }
  if (next.role === 'Alone')
    return overtaken(`Somebody promoted ${next.server} as a server of its own: the two are apart`)
  if (next.role === 'Replica' && old.role === 'Primary')
    return isBusy(pair, next)
      ? { kind: 'running', text: `${next.server} is ${next.state || 'busy'}, replication is ${pair.replication}` }
      : { kind: 'asBefore', text: `${old.server} is still primary` }
  return { kind: 'running', text: `It is between the two (${sayRoles(pair)}): it is read until that is over` }
}

/** `pg-a Primary, pg-b Replica`. */
export function sayRoles({ sides }: Pick<PostgresPair, 'sides'>): string {
  return sides.map(({ server, role }) => `${server} ${role ?? 'of no known role'}`).join(', ')
}

/** The replica or its replication is being changed. In an outage nobody says how the replication is: that is no sign of it. */
function isBusy({ replication }: PostgresPair, { state }: PostgresSide): boolean {
  const isUpdating = state !== '' && state !== 'Ready'
  return isUpdating || ['reconfiguring', 'updating'].includes(replication.toLowerCase())
}

function overtaken(text: string): Conclusion {
  return {
    kind: 'overtaken',
    text,
    failure: failureOf('conflict', `${text}.`, { remedy: 'Plan again from what is there now.' })
  }
}

function oldWords({ server, unread }: PostgresSide): string {
  return unread === '' ? `and ${server} does not say yet that it is a replica` : `and ${server} cannot be read`
}
