import { arrayAt, at, stringAt } from '../../lib/json-access.ts'

/** Hosts of Cosmos DB, by its interfaces and clouds (Microsoft Learn, Cosmos DB: connection strings; private endpoints). */
const hosts =
  /\b([a-z0-9-]{3,80})\.(?:documents|(?:mongo|cassandra)\.cosmos|(?:gremlin|table)\.cosmosdb)\.azure\.(?:com|cn|us)(?![\w.-])/gi

/**
 * Hosts of Azure SQL, by its clouds: of a server, of a group, and of the group's secondary, which has a label more (Microsoft
 * Learn, failover groups: listener endpoints).
 */
const sqlHosts =
  /(?<![\w.-])([a-z0-9-]{1,63})(?:\.secondary)?\.database\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)(?![\w.-])/gi

/**
 * Hosts of flexible servers of PostgreSQL, by its clouds: of a server, of a virtual endpoint, and of one in a virtual network
 * (Microsoft Learn, PostgreSQL: networking; virtual endpoints).
 */
const postgresHosts =
  /(?<![\w.-])([a-z0-9-]{3,63})(?:\.(?:writer|reader|private))?\.postgres\.database\.(?:azure\.com|chinacloudapi\.cn|usgovcloudapi\.net)(?![\w.-])/gi

/** More than that of one service is read by nobody. */
const most = 100

/**
 * First labels of the hosts of Cosmos DB that the containers of a workload name in their settings: an account's name, with a
 * region behind it where one is meant. What stands in ConfigMaps and Secrets is not seen. Pure.
 */
export function dataHostsNamed(workload: unknown): readonly string[] {
  return hostsNamed(workload, hosts)
}

/** The same of Azure SQL: the name of a failover group, or of a server. Pure. */
export function sqlHostsNamed(workload: unknown): readonly string[] {
  return hostsNamed(workload, sqlHosts)
}

/** The same of PostgreSQL: the name of a virtual endpoint, or of a server. Pure. */
export function postgresHostsNamed(workload: unknown): readonly string[] {
  return hostsNamed(workload, postgresHosts)
}

function hostsNamed(workload: unknown, pattern: RegExp): readonly string[] {
  const spec = at(workload, 'spec', 'template', 'spec')
  const containers = [...arrayAt(spec, 'containers'), ...arrayAt(spec, 'initContainers')]
  const texts = containers.flatMap((container) => [
    ...arrayAt(container, 'env').map((one) => stringAt(one, 'value')),
    ...[...arrayAt(container, 'args'), ...arrayAt(container, 'command')].filter((one) => typeof one === 'string')
  ])
  const found = texts.flatMap((text) =>
    [...text.slice(0, 4_096).matchAll(pattern)].map(([, label = '']) => label.toLowerCase())
  )
  return [...new Set(found)].slice(0, most)
}
