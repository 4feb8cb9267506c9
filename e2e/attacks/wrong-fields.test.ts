import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRecording } from '../drill/recording.ts'
import { createKubeConnection, type OpenKubeConnection } from '../../src/main/connections/index.ts'
import { lookAtEverything } from '../../src/main/testing/hostile/look-at-everything.ts'
import { startHostileServer, type HostileServer } from '../../src/main/testing/hostile/start-hostile-server.ts'
import { pathsIn, type Path } from './paths-in.ts'

/** Of what each field is not: one of them is always another type than it has. */
const wrong: readonly unknown[] = [
  null,
  'x',
  -5,
  1e308,
  true,
  [],
  [null],
  {},
  { toString: 1 },
  '+275760-09-13T00:00:00Z'
]

/** Numbers that no count can be, as words show them. */
const noNumber = /.{0,40}(NaN|Infinity|∞|1e\+?308|[-−]5 (of|pods?)|\d{12,} pods?).{0,40}/

let server: HostileServer
let connection: OpenKubeConnection
beforeAll(async () => {
  server = await startHostileServer()
  connection = await createKubeConnection({
    kubeconfig: server.kubeconfig,
    context: 'test',
    environmentName: 'here',
    version: '0',
    env: {},
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
})
afterAll(async () => {
  connection.close()
  await server.close()
})

/** Fields of a list's metadata and of its first item, as a real server sends them. */
function pathsOf(list: { readonly items: readonly unknown[] }): readonly Path[] {
  return [
    ...pathsIn({ ...list, items: undefined }),
    ['items'],
    ['items', 0],
    ...pathsIn(list.items[0], ['items', 0])
  ].filter((path, index, all) => all.findIndex((other) => other.join('/') === path.join('/')) === index)
}

/** Every view stands on it. */
function isOfMetadata(path: Path): boolean {
  return path.slice(0, 3).includes('metadata')
}

function recorded(kind: string): { readonly items: readonly unknown[] } {
  const lists = readRecording().flatMap(({ response }) => {
    try {
      return [JSON.parse(response.body ?? '') as { readonly kind?: string; readonly items?: readonly unknown[] }]
    } catch {
      return []
    }
  })
  if (kind === 'DeploymentList') {
    const one = lists.find((body) => body.kind === 'Deployment')
    return { items: [one] }
  }
  const found = lists
    .filter((body) => body.kind === kind)
    .toSorted((a, b) => (b.items?.length ?? 0) - (a.items?.length ?? 0))
  return { ...found[0], items: found[0]?.items ?? [] }
}

const resources = [
  ['deployments', 'DeploymentList'],
  ['replicasets', 'ReplicaSetList'],
  ['pods', 'PodList'],
  ['events', 'EventList']
] as const

describe('an API server that sends one field of another type', () => {
  it('is there to be attacked: what a real one said is shown whole', async () => {
    await server.say(null)
    const { refused, shown } = await lookAtEverything(connection)
    expect([...refused]).toEqual([])
    expect(shown).toContain('"kind":"plan"')
  })

  it.each(resources)('%s: nothing throws, whichever field it is', { timeout: 300_000 }, async (resource, kind) => {
    const paths = pathsOf(recorded(kind))
    expect(paths.length).toBeGreaterThan(20)
    const problems: string[] = []
    for (const [index, path] of paths.entries()) {
      const first = wrong[index % wrong.length]
      for (const by of isOfMetadata(path) ? [first, wrong[(index * 7 + 3) % wrong.length]] : [first]) {
        await server.say('field', [resource, path, by])
        const attacked = `${path.join('.')} = ${JSON.stringify(by)}`
        try {
          const { shown } = await lookAtEverything(connection)
          // A difference between templates says what is there, whatever it is.
          const strange = noNumber.exec(shown.replaceAll(/"differs":\[[^\]]*\]/g, ''))
          if (strange) problems.push(`${attacked}: shows ${strange[0]}`)
        } catch (error) {
          problems.push(`${attacked}: ${error instanceof Error ? (error.stack ?? '') : 'thrown'}`)
        }
      }
    }
    expect(problems).toEqual([])
  })
})
