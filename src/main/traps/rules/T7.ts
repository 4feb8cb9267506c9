import type { CommandRule } from '../facts.ts'

/** The planned change of the write region, where a region is down. */
export const changesWriteRegion: CommandRule = (intended) => {
  if (intended.tool !== 'az' || intended.isRead || intended.verb !== 'cosmosdb failover-priority-change') return null
  return {
    id: `T7 ${intended.options.get('name') ?? ''}`,
    severity: 'warning',
    lead: 'Changing the failover priority is for a planned switch, not for a region that is down.',
    text: 'Both regions must answer. In an outage it does not succeed and slows the recovery; the region is taken offline instead.',
    source: 'MicrosoftDocs/azure-docs articles/cosmos-db/how-to-manage-database-account.md (manual failover)',
    command: intended.command
  }
}
