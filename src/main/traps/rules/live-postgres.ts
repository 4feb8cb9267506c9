import type { TrapNotice } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import { switchIn } from '../../providers/azure/postgres-part.ts'
import type { SwitchHow } from '../../providers/azure/postgres-request.ts'
import { promoteSource, stopsOf } from '../../providers/azure/postgres-standing.ts'
import type { AzIntended } from '../intended.ts'

/** What a promotion of a replica of PostgreSQL asks for; az takes `standalone` and `planned` where nothing is said. */
function promotionOf({ options }: AzIntended): { readonly isApart: boolean; readonly how: SwitchHow } {
  const mode = options.get('promote-mode')?.toLowerCase()
  return {
    isApart: mode !== 'switchover',
    how: options.get('promote-option')?.toLowerCase() === 'forced' ? 'forced' : 'planned'
  }
}

/** A promotion by which the two servers are apart for good, whatever is known of them. */
function tornApart({ options, command }: AzIntended): TrapNotice {
  const isSaid = options.has('promote-mode')
  return {
    id: `T7 ${options.get('name') ?? ''}`,
    severity: 'refused',
    source: `${promoteSource}; az 2.91.0, command_modules/postgresql (seen)`,
    command,
    lead: `${isSaid ? 'Promoted standalone' : 'Without --promote-mode it is standalone, and'} the replica is apart from its primary for good.`,
    text: 'Both are written then, the virtual endpoint stays where it was, and nothing brings the two together again but a new replica.',
    instead: '--promote-mode switchover swaps the two, and the way back is the same.'
  }
}

/** A promotion of a replica of which nothing is known here. */
export function unseenReplica(intended: AzIntended): TrapNotice {
  const { isApart, how } = promotionOf(intended)
  if (isApart) return tornApart(intended)
  const { options, command } = intended
  const about = { id: `T7 ${options.get('name') ?? ''}`, severity: 'warning', source: promoteSource, command } as const
  return how === 'forced'
    ? {
        ...about,
        lead: 'By force, what has not been copied is lost.',
        text: 'Planned, the replica has everything before it is primary; that needs both servers.'
      }
    : {
        ...about,
        lead: 'A planned promotion is for a switch, not for a primary that is down.',
        text: 'It waits until the replica has everything: in an outage that never comes, and nothing else can be done with the two meanwhile.'
      }
}

/**
 * The same, judged by both servers as they are now. Undefined for one of another server, or of one that is not known; null where
 * nothing speaks against it.
 */
export function liveReplica(
  intended: AzIntended,
  view: Pick<RegionView, 'postgres' | 'profile' | 'probes'>
): TrapNotice | null | undefined {
  const { postgres } = view
  const { options, command } = intended
  const { isApart, how } = promotionOf(intended)
  const move = postgres.kind === 'pair' ? switchIn(postgres, view, how) : null
  const server = options.get('name')?.toLowerCase()
  if (!move || ![move.from.server, move.to.server].some((one) => one === server)) return undefined
  const { from, to, pair, health } = move
  const about = { id: `T7 ${to.server}`, source: promoteSource, command } as const
  if (server === from.server)
    return {
      ...about,
      severity: 'warning',
      lead: `${from.server} is primary already: az sends nothing, and ends with an error.`,
      text: `The replica that is to become primary is named: ${to.server}.`
    }
  if (isApart) return tornApart(intended)
  const stopped = stopsOf(pair, from, to, how)
  if (stopped !== null)
    return { ...about, severity: 'refused', lead: `${to.server} may not become primary now.`, text: stopped }
  const { is, text } = health(from)
  if (how === 'planned')
    return is === 'answers'
      ? null
      : {
          ...about,
          severity: 'refused',
          lead: `${from.server} is primary and is not known to answer: this waits for what never comes.`,
          text: `${text}. A planned promotion needs both servers.`,
          instead: 'Where it is down, the replica is forced, and what has not been copied is lost.'
        }
  return is === 'answers'
    ? {
        ...about,
        severity: 'refused',
        lead: `${from.server} answers: by force, what it has not copied is lost for nothing.`,
        text: 'With --promote-option planned the replica has everything first.'
      }
    : {
        ...about,
        severity: 'warning',
        lead: `What ${from.server} has not copied is lost.`,
        text: `${text}. It comes back as a replica, without that.`
      }
}
