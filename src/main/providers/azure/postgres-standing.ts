import type { RegionView } from '../../ports/azure.ts'
import type { PostgresPair, PostgresSeen, PostgresSide } from '../../ports/postgres-pair.ts'
import type { RegionHealth } from './data-standing.ts'
import type { SwitchHow } from './postgres-request.ts'
import { serverHealth } from './server-health.ts'

/** Where the words about states, loss and what is not carried over are from. */
export const promoteSource =
  'MicrosoftDocs/azure-databases-docs articles/postgresql/read-replica/concepts-read-replicas-promote.md'

export type SeenPair = Extract<PostgresSeen, { readonly kind: 'pair' }>

/** Whether a server of a pair answers. */
export function postgresHealth(
  side: PostgresSide,
  { pair, probes }: Pick<SeenPair, 'pair' | 'probes'>,
  view: Pick<RegionView, 'profile' | 'probes'>
): RegionHealth {
  const partner = pair.sides.find(({ server }) => server !== side.server)?.server
  return serverHealth({ side, partner, probes, port: 5432 }, view)
}

/** What is known of a pair, and whether a switch of each kind may be sent by it. */
export interface PairWords {
  readonly text: string
  readonly status: 'passed' | 'warning'
  readonly stops: readonly SwitchHow[]
}

const both: readonly SwitchHow[] = ['planned', 'forced']

/**
 * `Active` is the state of every day. While it is `Provisioning` there is no whole copy yet; while it is `Reconfiguring` or
 * `Updating` something is being done with it already. In an outage a replica that cannot reach its primary may be `Broken`: a
 * forced switch is meant for that (Microsoft Learn, read replicas: replication state).
 */
export function replicationWords({ replication }: Pick<PostgresPair, 'replication'>): PairWords {
  switch (replication.toLowerCase()) {
    case 'active':
      return { status: 'passed', stops: [], text: 'Replication is Active: the replica is kept up, as it is every day.' }
    case 'provisioning':
      return {
        status: 'warning',
        stops: both,
        text: 'Replication is Provisioning: the replica is no whole copy yet, and cannot become primary.'
      }
    case 'reconfiguring':
    case 'updating':
      return {
        status: 'warning',
        stops: both,
        text: `Replication is ${replication}: something is being done with the pair already.`
      }
    case 'catchup':
      return {
        status: 'warning',
        stops: ['planned'],
        text: 'Replication is Catchup: the replica is behind, and a planned switch would wait for it.'
      }
    case 'broken':
      return {
        status: 'warning',
        stops: ['planned'],
        text: 'Replication is Broken: the replica does not reach its primary, or an earlier switch failed. How far it is behind is not known.'
      }
    default:
      return {
        status: 'warning',
        stops: [],
        text: `Replication is ${replication === '' ? 'not said' : replication}: whether the replica is kept up is not known.`
      }
  }
}

/**
 * What Azure asks of a pair before it switches it: a virtual endpoint that leads readers to the replica, one major version, and,
 * but for a forced one in an outage, the same size and storage.
 */
export function fitWords(pair: PostgresPair, from: PostgresSide, to: PostgresSide): PairWords {
  const { endpoint, endpointUnread } = pair
  if (from.version !== '' && to.version !== '' && from.version !== to.version)
    return {
      status: 'warning',
      stops: both,
      text: `${from.server} is PostgreSQL ${from.version} and ${to.server} is ${to.version}: they cannot be swapped.`
    }
  if (endpoint === null && endpointUnread === '')
    return {
      status: 'warning',
      stops: both,
      text: `${from.server} has no virtual endpoint: Azure refuses to swap the two, and whoever connects to ${from.server} by its own name would not follow.`
    }
  if (endpoint !== null && !endpoint.members.includes(to.server))
    return {
      status: 'warning',
      stops: both,
      text: `Virtual endpoint ${endpoint.name} does not lead readers to ${to.server}: Azure refuses to swap the two.`
    }
  const differs = [
    from.size === to.size || from.size === '' || to.size === '' ? '' : `size (${from.size}, ${to.size})`,
    from.storageGb === to.storageGb || from.storageGb === null || to.storageGb === null
      ? ''
      : `storage (${from.storageGb} and ${to.storageGb} GiB)`
  ].filter((word) => word !== '')
  if (differs.length > 0)
    return {
      status: 'warning',
      stops: ['planned'],
      text: `${from.server} and ${to.server} differ in ${differs.join(' and ')}: Azure swaps only servers alike, but for a forced switch while a region is down.`
    }
  if (endpoint === null)
    return {
      status: 'warning',
      stops: [],
      text: `Whether a virtual endpoint leads to the two cannot be read: ${endpointUnread} Without one Azure refuses to swap them.`
    }
  return {
    status: 'passed',
    stops: [],
    text: `Virtual endpoint ${endpoint.name} leads to both: its name of the writer follows, that of the readers leads to the other one.`
  }
}

/** Which switches nothing that is read of the pair speaks for, with the first reason. */
export function stopsOf(pair: PostgresPair, from: PostgresSide, to: PostgresSide, how: SwitchHow): string | null {
  const words = [fitWords(pair, from, to), replicationWords(pair)]
  const found = words.find(({ stops }) => stops.includes(how))
  if (found) return found.text
  const busy = [to, ...(how === 'planned' ? [from] : [])].find(({ state }) => state !== '' && state !== 'Ready')
  return busy ? `${busy.server} is ${busy.state}: Azure takes a switch while it is Ready alone.` : null
}

/** Why a switch may not be sent, by what is read and what answers from here; null for nothing. */
export function switchStandsAgainst(
  {
    how,
    pair,
    from,
    to
  }: {
    readonly how: SwitchHow
    readonly pair: PostgresPair
    readonly from: PostgresSide
    readonly to: PostgresSide
  },
  answers: { readonly old: boolean | null; readonly next: boolean | null }
): string | null {
  const stopped = stopsOf(pair, from, to, how)
  if (stopped !== null) return stopped
  if (answers.next !== true) return `${to.server} is not known to answer: nothing is moved there.`
  if (how === 'planned')
    return answers.old === true
      ? null
      : `${from.server} is not known to answer: a planned switch waits until the replica has everything, and that never comes.`
  return answers.old === true ? `${from.server} answers: a planned switch moves it without any loss.` : null
}
