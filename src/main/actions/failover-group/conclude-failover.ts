import { failureOf } from '../../../contract/index.ts'
import type { Conclusion } from '../../ports/action.ts'
import type { FailoverGroup, GroupSide } from '../../ports/failover-group.ts'
import { sideOf } from '../../providers/azure/group-target.ts'
import type { FailoverGroupFacts } from './facts.ts'

/**
 * What a group says about a failover, by the role that each server gives itself. A planned one is over when both have swapped. A forced one
 * waits for nobody: Azure ends it when the new primary has its role, and the old one becomes secondary when it is back
 * (Microsoft Learn, Switch-AzSqlDatabaseFailoverGroup).
 */
export function concludeFailover({ how, from, to }: FailoverGroupFacts, group: FailoverGroup): Conclusion {
  const [old, next] = [sideOf(group, from.server), sideOf(group, to.server)]
  if (!old || !next) {
    const text = `${group.name} is of other servers than before: ${rolesOf(group)}`
    return {
      kind: 'overtaken',
      text,
      failure: failureOf('conflict', `${text}.`, { remedy: 'Plan again from what is there now.' })
    }
  }
  const isPrimary = next.role === 'Primary' && next.unread === ''
  const isOldKnown = how === 'forced' || old.unread === ''
  if (isPrimary && isOldKnown && (how === 'forced' || old.role === 'Secondary'))
    return {
      kind: 'applied',
      text: old.role === 'Secondary' ? `${next.server} is primary` : `${next.server} is primary, ${oldWords(old)}`
    }
  if (next.role === 'Secondary' && old.role === 'Primary')
    return { kind: 'asBefore', text: `${old.server} is still primary` }
  return {
    kind: 'running',
    text: `${group.name} is between the two (${rolesOf(group)}): it is read until that is over`
  }
}

/** `sql-a Primary, sql-b Secondary`. */
export function rolesOf({ sides }: Pick<FailoverGroup, 'sides'>): string {
  return sides.map(({ server, role }) => `${server} ${role ?? 'of no known role'}`).join(', ')
}

function oldWords({ server, unread }: GroupSide): string {
  return unread === '' ? `and ${server} does not say yet that it is secondary` : `and ${server} cannot be read`
}
