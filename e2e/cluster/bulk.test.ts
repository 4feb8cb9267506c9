import { beforeAll, describe, expect, test } from 'vitest'
import { createApi } from './api.mjs'
import { hasBench } from './bench.ts'
import { listAndPatch } from './evidence/bulk/list-and-patch.mjs'
import { count, countAt, deploymentsPath, makeServices, namespace } from './evidence/bulk/services.mjs'
import { openEvidence } from './evidence-bench.ts'

interface Effect {
  readonly method: string
  readonly path: string
}

interface Deployment {
  readonly metadata: { readonly name: string; readonly generation: number }
}

// How fast it is beside the procedure's loop is measured by `npm run evidence`; here, that it does what it should.
describe.skipIf(!hasBench)('the bound of a bulk rollback', () => {
  let cluster: Awaited<ReturnType<typeof openEvidence>>
  let generations: ReadonlyMap<string, number>

  beforeAll(async () => {
    cluster = await openEvidence()
    await makeServices(cluster)
    generations = await generationsNow()
    await listAndPatch(createApi({ server: cluster.server, ca: cluster.ca, token: cluster.tokens.operator }))
  }, 300_000)

  async function generationsNow(): Promise<ReadonlyMap<string, number>> {
    const items = (await cluster.api.list(deploymentsPath)) as readonly Deployment[]
    return new Map(items.map(({ metadata }) => [metadata.name, metadata.generation]))
  }

  test('every Deployment is back at its revision before', async () => {
    expect(await countAt(cluster.api, '1.0.0')).toBe(count)
  })

  test('each was written exactly once, by the audit log', async () => {
    const effects = (await (await fetch(`${cluster.url}/effects?namespace=${namespace}`)).json()) as readonly Effect[]
    const written = effects.map(({ method, path }) => `${method} ${path}`)
    const expected = [...generations.keys()].map((name) => `PATCH ${deploymentsPath}/${name}`)
    expect(written.toSorted()).toEqual(expected.toSorted())
    expect(expected).toHaveLength(200)
  })

  test('and each changed by one generation', async () => {
    const expected = new Map([...generations].map(([name, generation]) => [name, generation + 1]))
    expect(await generationsNow()).toEqual(expected)
  })
})
