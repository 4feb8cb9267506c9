import type { GroupSeen, GroupSide } from '../../ports/failover-group.ts'
import type { RegionView } from '../../ports/azure.ts'
import type { GroupMoveHow } from './group-request.ts'
import type { RegionHealth } from './data-standing.ts'
import { serverHealth } from './server-health.ts'

export type SeenGroup = Extract<GroupSeen, { readonly kind: 'group' }>

/** Whether a server of a group answers. */
export function sideHealth(
  side: GroupSide,
  { group, probes }: Pick<SeenGroup, 'group' | 'probes'>,
  view: Pick<RegionView, 'profile' | 'probes'>
): RegionHealth {
  const partner = group.sides.find(({ server }) => server !== side.server)?.server
  return serverHealth({ side, partner, probes, port: 1433 }, view)
}

/** What the replication of a group says, and whether a failover of each kind may be sent by it. */
export interface StateWords {
  readonly text: string
  readonly status: 'passed' | 'warning'
  readonly stops: readonly GroupMoveHow[]
}

/**
 * `CATCH_UP` is the state of every day: the secondary is consistent and constantly kept up. While it is `PENDING` or
 * `SEEDING` it is no copy yet; while it is `SUSPENDED` it falls behind (Microsoft Learn, sys.geo_replication_links;
 * IncorrectReplicationLinkState in FailoverGroups.json).
 */
export function stateWords(state: string): StateWords {
  switch (state.toUpperCase()) {
    case 'CATCH_UP':
      return {
        status: 'passed',
        stops: [],
        text: 'Replication is CATCH_UP: the secondary is kept up, as it is every day.'
      }
    case 'PENDING':
    case 'SEEDING':
      return {
        status: 'warning',
        stops: ['planned', 'forced'],
        text: `Replication is ${state}: the secondary is no whole copy yet, and cannot become primary.`
      }
    case 'SUSPENDED':
      return {
        status: 'warning',
        stops: ['planned'],
        text: 'Replication is SUSPENDED: the secondary falls behind, and a planned failover waits for what does not come.'
      }
    default:
      return {
        status: 'warning',
        stops: [],
        text: `Replication is ${state === '' ? 'not said' : state}: whether the secondary is kept up is not known.`
      }
  }
}

/** Why a failover may not be sent, by what answers from here and how replication stands; null for nothing. */
export function whatStandsAgainst(
  {
    how,
    from,
    to,
    state
  }: { readonly how: GroupMoveHow; readonly from: string; readonly to: string; readonly state: string },
  answers: { readonly old: boolean | null; readonly next: boolean | null }
): string | null {
  const { stops, text } = stateWords(state)
  if (stops.includes(how)) return text
  if (answers.next !== true) return `${to} is not known to answer: nothing is moved there.`
  if (how === 'planned')
    return answers.old === true
      ? null
      : `${from} is not known to answer: a planned failover needs both servers, and ends without effect.`
  return answers.old === true ? `${from} answers: a planned failover moves it without any loss.` : null
}
