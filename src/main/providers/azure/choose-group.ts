import type { FailoverGroupName, GroupHint, GroupKnownBy } from '../../ports/failover-group.ts'
import type { ListedServer, SaidOfGroup } from './read-group.ts'

/** Which failover group the service writes to, and how that is known. */
export type ChosenGroup =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'known'
      readonly name: FailoverGroupName
      readonly by: GroupKnownBy
      /** A server of it that the settings name in its place; null for none. */
      readonly direct: string | null
    }
  /** Nobody knows: it is asked. `named`: what the settings name, and no group is. */
  | { readonly kind: 'unknown'; readonly named: readonly string[] }

/**
 * The operator's word counts, then what the service's own settings name, a group or a server of one, then that there is one
 * group alone. Where the settings name another server than those of the only group, that is not taken for it. Pure.
 * @param isWhole that there are no other groups than those that were found
 */
export function chooseGroup(
  found: readonly SaidOfGroup[],
  servers: readonly ListedServer[],
  { chosen, named }: GroupHint,
  isWhole: boolean
): ChosenGroup {
  const labels = named.map((label) => label.toLowerCase())
  const directOf = (group: SaidOfGroup): string | null =>
    [group.side.server, group.partner.server].find((server) => labels.includes(server)) ?? null
  const groups = onePerName(found)
  if (chosen) {
    const own = groups.find((group) => isSame(group, chosen))
    return { kind: 'known', name: chosen, by: 'operator', direct: own ? directOf(own) : null }
  }
  const known = (group: SaidOfGroup, by: 'alone' | 'settings'): ChosenGroup => ({
    kind: 'known',
    name: groupNameOf(group),
    by,
    direct: labels.includes(group.name.toLowerCase()) ? null : directOf(group)
  })
  const own = groups.filter((group) => labels.includes(group.name.toLowerCase()) || directOf(group) !== null)
  const [first, ...more] = own
  if (first && more.length === 0) return known(first, 'settings')
  const [only, ...others] = groups
  if (!only) {
    // A server of the group that has no failover group: there is nothing to fail over, and nothing to ask.
    const isServed = labels.every((label) => servers.some(({ server }) => server === label))
    return isWhole && isServed ? { kind: 'none' } : { kind: 'unknown', named }
  }
  if (isWhole && others.length === 0 && named.length === 0) return known(only, 'alone')
  return { kind: 'unknown', named: own.length > 0 ? [] : named }
}

/** Both servers of a group list it. */
export function onePerName(found: readonly SaidOfGroup[]): readonly SaidOfGroup[] {
  return found.filter((group, index) => found.findIndex((other) => isSame(other, groupNameOf(group))) === index)
}

export function groupNameOf({ name, side }: SaidOfGroup): FailoverGroupName {
  const { subscription, group, server } = side
  return { subscription, group, server, failoverGroup: name }
}

/** Whether a name is of a group, by either of its servers. */
function isSame({ name, side, partner }: SaidOfGroup, of: FailoverGroupName): boolean {
  const isServer = [side, partner].some(
    ({ server, group }) => server === of.server.toLowerCase() && group.toLowerCase() === of.group.toLowerCase()
  )
  return isServer && name.toLowerCase() === of.failoverGroup.toLowerCase()
}
