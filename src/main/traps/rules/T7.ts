import { outageSource } from '../../providers/azure/data-standing.ts'
import type { CommandRule } from '../rule-facts.ts'
import { liveGroup, unseenGroup } from './live-group.ts'
import { liveReplica, unseenReplica } from './live-postgres.ts'
import { liveAccount } from './live-account.ts'

const verbs: ReadonlySet<string> = new Set(['cosmosdb failover-priority-change', 'cosmosdb offline-region'])

/** A move of the data: a planned one where a region is down, one by force, or taken offline, that answers, and a replica torn off. */
export const changesWriteRegion: CommandRule = (intended, { region }) => {
  if (intended.tool !== 'az' || intended.isRead) return null
  if (intended.verb === 'sql failover-group set-primary') {
    const seen = region && liveGroup(intended, region)
    return seen === undefined ? unseenGroup(intended) : seen
  }
  if (intended.verb === 'postgres flexible-server replica promote') {
    const seen = region && liveReplica(intended, region)
    return seen === undefined ? unseenReplica(intended) : seen
  }
  if (!verbs.has(intended.verb)) return null
  const live = region && liveAccount(intended, region)
  if (live !== undefined) return live
  if (intended.verb === 'cosmosdb offline-region')
    return {
      id: `T7 ${intended.options.get('name') ?? ''}`,
      severity: 'warning',
      lead: 'A region that is taken offline is brought back by Microsoft alone, and az does not ask.',
      text: 'Writes that had not arrived elsewhere may be lost, and the next region by priority takes over.',
      source: outageSource,
      command: intended.command
    }
  return {
    id: `T7 ${intended.options.get('name') ?? ''}`,
    severity: 'warning',
    lead: 'Changing the failover priority is for a planned switch, not for a region that is down.',
    text: 'Both regions must answer. In an outage it does not succeed and slows the recovery; the region is taken offline instead.',
    source: 'MicrosoftDocs/azure-docs articles/cosmos-db/how-to-manage-database-account.md (manual failover)',
    command: intended.command
  }
}
