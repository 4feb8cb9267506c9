import type { AzureReader } from '../../ports/azure.ts'
import { failoverGroupsPath, serversPath, sqlVersion } from '../../providers/azure/group-request.ts'
import type { AccountReaderOptions } from './account-reader.ts'
import { recordedRead } from './recorded-read.ts'

type SqlReads = Pick<AzureReader, 'readSqlServers' | 'readFailoverGroups' | 'readFailoverGroup'>

/** Reads servers of Azure SQL and their failover groups, and keeps the JSON as it came. */
export function createSqlReader(options: AccountReaderOptions): SqlReads {
  const { get, endpoint } = options
  const query = { 'api-version': sqlVersion }
  const read = (what: string, path: string, { abort, command }: Parameters<SqlReads['readSqlServers']>[1]) =>
    recordedRead(options, { what, path, query, command }, () =>
      get(`${endpoint}${path}?api-version=${sqlVersion}`, abort)
    )
  return {
    readSqlServers: (of, how) => read('list servers of Azure SQL', serversPath(of), how),
    readFailoverGroups: (of, how) => read(`list failover groups of ${of.server}`, failoverGroupsPath(of), how),
    readFailoverGroup: (of, how) =>
      read(
        `say how failover group ${of.failoverGroup} is at ${of.server}`,
        failoverGroupsPath(of, of.failoverGroup),
        how
      )
  }
}
