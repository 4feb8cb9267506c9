import type { TrapNotice } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import { moveIn } from '../../providers/azure/group-part.ts'
import { stateWords } from '../../providers/azure/group-standing.ts'
import type { AzIntended } from '../intended.ts'

/** Where the words about loss and states are from. */
const source = 'Microsoft Learn azure-sql/database/failover-group-sql-db (geo-failover); FailoverGroups.json 2021-11-01'

/** A failover of a group of Azure SQL, of which nothing is known here. */
export function unseenGroup({ options, command }: AzIntended): TrapNotice {
  const about = { id: `T7 ${options.get('name') ?? ''}`, severity: 'warning', source, command } as const
  return options.has('allow-data-loss')
    ? {
        ...about,
        lead: 'By force, what has not been copied is lost, and az does not ask.',
        text: 'Without --allow-data-loss everything is copied first; that needs both servers.'
      }
    : {
        ...about,
        lead: 'A planned failover is for a switch, not for a primary that is down.',
        text: 'Both servers must answer: in an outage it ends without effect, after it has kept the group busy.'
      }
}

/**
 * The same, judged by the group and its servers as they are now. Undefined for one of another group, or of one that is not
 * known; null where nothing speaks against it.
 */
export function liveGroup(
  { options, command }: AzIntended,
  view: Pick<RegionView, 'sql' | 'profile' | 'probes'>
): TrapNotice | null | undefined {
  const { sql } = view
  if (sql.kind !== 'group' || options.get('name')?.toLowerCase() !== sql.group.name.toLowerCase()) return undefined
  const how = options.has('allow-data-loss') ? 'forced' : 'planned'
  const move = moveIn(sql, view, how)
  const server = options.get('server')?.toLowerCase()
  if (!move || ![move.from.server, move.to.server].some((one) => one === server)) return undefined
  const { from, to, health } = move
  const about = { id: `T7 ${sql.group.name}`, source, command } as const
  if (server === from.server)
    return {
      ...about,
      severity: 'warning',
      lead: `${from.server} is primary already: az sends nothing.`,
      text: `The server that is to become primary is named: ${to.server}.`
    }
  const { is, text } = health(from)
  const state = stateWords(sql.group.state)
  if (state.stops.includes(how))
    return { ...about, severity: 'refused', lead: `${to.server} may not become primary now.`, text: state.text }
  if (how === 'planned')
    return is === 'answers'
      ? null
      : {
          ...about,
          severity: 'refused',
          lead: `${from.server} is primary of ${sql.group.name} and is not known to answer: this ends without effect.`,
          text: `${text}. A planned failover needs both servers.`,
          instead: 'Where it is down, the group is forced, and what has not been copied is lost.'
        }
  return is === 'answers'
    ? {
        ...about,
        severity: 'refused',
        lead: `${from.server} answers: by force, what it has not copied is lost for nothing.`,
        text: 'Without --allow-data-loss everything is copied first.'
      }
    : {
        ...about,
        severity: 'warning',
        lead: `What ${from.server} has not copied is lost, and az does not ask.`,
        text: `${text}. It comes back as secondary, without that.`
      }
}
