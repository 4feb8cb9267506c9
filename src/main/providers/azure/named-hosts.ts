import { arrayAt, at, stringAt } from '../../lib/json-access.ts'

/** Hosts of Cosmos DB, by its interfaces and clouds (Microsoft Learn, Cosmos DB: connection strings; private endpoints). */
const hosts =
  /\b([a-z0-9-]{3,80})\.(?:documents|(?:mongo|cassandra)\.cosmos|(?:gremlin|table)\.cosmosdb)\.azure\.(?:com|cn|us)(?![\w.-])/gi

/** More than that of one service is read by nobody. */
const most = 100

/**
 * First labels of the hosts of Cosmos DB that the containers of a workload name in their settings: an account's name, with a
 * region behind it where one is meant. What stands in ConfigMaps and Secrets is not seen. Pure.
 */
export function dataHostsNamed(workload: unknown): readonly string[] {
  const spec = at(workload, 'spec', 'template', 'spec')
  const containers = [...arrayAt(spec, 'containers'), ...arrayAt(spec, 'initContainers')]
  const texts = containers.flatMap((container) => [
    ...arrayAt(container, 'env').map((one) => stringAt(one, 'value')),
    ...[...arrayAt(container, 'args'), ...arrayAt(container, 'command')].filter((one) => typeof one === 'string')
  ])
  const found = texts.flatMap((text) =>
    [...text.slice(0, 4_096).matchAll(hosts)].map(([, label = '']) => label.toLowerCase())
  )
  return [...new Set(found)].slice(0, most)
}
