import { listOf, numberOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import type { KindDefinition, SubresourceDefinition } from './kind-definition.ts'
import type { KubeObject } from './kube-object.ts'

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

/** The kinds that a CustomResourceDefinition serves, one a version. */
export function customKinds(definition: KubeObject): readonly KindDefinition[] {
  const spec = objectOf(definition['spec'])
  const names = objectOf(spec['names'])
  const served = listOf(spec['versions'])
    .map(objectOf)
    .filter((version) => version['served'] === true)
  return served.map((version) => ({
    group: textOf(spec['group']),
    version: textOf(version['name']),
    resource: textOf(names['plural']),
    kind: textOf(names['kind']),
    singular: textOf(names['singular']),
    namespaced: spec['scope'] === 'Namespaced',
    shortNames: listOf(names['shortNames']).map(textOf),
    categories: listOf(names['categories']).map(textOf),
    verbs: VERBS,
    subresources: subresourcesOf(version, textOf(names['kind'])),
    hasGeneration: true,
    hasStatus: objectOf(version['subresources'])['status'] !== undefined,
    custom: true,
    printerColumns: listOf(version['additionalPrinterColumns']).map((column) => {
      const own = objectOf(column)
      return {
        name: textOf(own['name']),
        type: textOf(own['type']),
        format: textOf(own['format']),
        description:
          textOf(own['description']) ||
          `Custom resource definition column (in JSONPath format): ${textOf(own['jsonPath'])}`,
        priority: numberOf(own['priority']),
        jsonPath: textOf(own['jsonPath'])
      }
    })
  }))
}

function subresourcesOf(version: JsonObject, kind: string): readonly SubresourceDefinition[] {
  const status = objectOf(version['subresources'])['status']
  return status === undefined ? [] : [{ name: 'status', kind, verbs: ['get', 'patch', 'update'] }]
}
