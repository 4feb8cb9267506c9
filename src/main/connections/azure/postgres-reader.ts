import type { AzureReader } from '../../ports/azure.ts'
import { postgresPath, postgresServersPath, postgresVersion } from '../../providers/azure/postgres-request.ts'
import type { AccountReaderOptions } from './account-reader.ts'
import { recordedRead } from './recorded-read.ts'

type PostgresReads = Pick<
  AzureReader,
  'readPostgresServers' | 'readPostgres' | 'readPostgresReplicas' | 'readVirtualEndpoints'
>

/** Reads flexible servers of PostgreSQL, their replicas and virtual endpoints, and keeps the JSON as it came. */
export function createPostgresReader(options: AccountReaderOptions): PostgresReads {
  const { get, endpoint } = options
  const query = { 'api-version': postgresVersion }
  const read = (what: string, path: string, { abort, command }: Parameters<PostgresReads['readPostgres']>[1]) =>
    recordedRead(options, { what, path, query, command }, () =>
      get(`${endpoint}${path}?api-version=${postgresVersion}`, abort)
    )
  return {
    readPostgresServers: (of, how) => read('list servers of PostgreSQL', postgresServersPath(of), how),
    readPostgres: (of, how) => read(`say how ${of.server} is`, postgresPath(of), how),
    readPostgresReplicas: (of, how) => read(`list replicas of ${of.server}`, postgresPath(of, 'replicas'), how),
    readVirtualEndpoints: (of, how) =>
      read(`list virtual endpoints of ${of.server}`, postgresPath(of, 'virtualendpoints'), how)
  }
}
