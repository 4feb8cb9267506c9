import { beforeAll, describe, expect, test } from 'vitest'
import { hasBench } from './bench.ts'
import { baselineLine, baselineOf, timeBound, timeLoop } from './evidence/bulk/bulk-baseline.mjs'
import { count, deploymentsPath, makeServices, namespace, release } from './evidence/bulk/services.mjs'
import { openEvidence } from './evidence-bench.ts'

interface Effect {
  readonly method: string
  readonly path: string
}

interface Deployment {
  readonly metadata: { readonly name: string; readonly generation: number }
}

/** The bound was seen to be 19 to 37 times as fast; a busy machine slows it more than the loop, which mostly waits. */
const leastRatio = 5

describe.skipIf(!hasBench)('the baseline of a bulk rollback', () => {
  let cluster: Awaited<ReturnType<typeof openEvidence>>
  let generations: ReadonlyMap<string, number>
  let loop: Awaited<ReturnType<typeof timeLoop>>
  let bound: Awaited<ReturnType<typeof timeBound>>

  beforeAll(async () => {
    cluster = await openEvidence()
    await makeServices(cluster)
    loop = await timeLoop(cluster)
    await release(cluster, '1.1.0')
    generations = await generationsNow()
    bound = await timeBound(cluster)
    console.log(baselineLine(baselineOf(loop, bound)))
  }, 400_000)

  async function generationsNow(): Promise<ReadonlyMap<string, number>> {
    const items = (await cluster.api.list(deploymentsPath)) as readonly Deployment[]
    return new Map(items.map(({ metadata }) => [metadata.name, metadata.generation]))
  }

  test('the procedure’s loop and the bound each take every Deployment back', () => {
    expect(loop.doneAtSeconds).toHaveLength(count)
    expect(bound.doneAtSeconds).toHaveLength(count)
  })

  test(`the loop takes at least ${leastRatio} times as long as the bound`, () => {
    expect(loop.seconds).toBeGreaterThan(leastRatio * bound.seconds)
  })

  test('the bound writes each exactly once, by the audit log', async () => {
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
