import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import * as z from 'zod/mini'
import type { RouteReading } from '../../ports/route.ts'
import { drainEdits } from '../../providers/routes/drain.ts'
import { edited } from '../../providers/routes/edited.ts'
import { httpRoute, virtualService } from '../../providers/routes/seen-routes.ts'
import { splitsOf } from '../../providers/routes/split.ts'
import { mesh } from '../../providers/routes/testing/mesh.ts'
import recorded from './testing/corpus/corpus.json' with { type: 'json' }
import { canaryShape, shapeOfCanary, worldOfCanary } from './testing/corpus/canary-shape.ts'
import { publishedObjects, cacheDir, type Published } from './testing/corpus/published.ts'
import { routeOfShape, routeShape, shapeOfRoute } from './testing/corpus/route-shape.ts'
import { worldOf } from './testing/corpus/world-of.ts'
import { trafficDrain } from './index.ts'
import { pairsIn } from './pairs.ts'
import { drainStage, drainWorld, type DrainShape } from './testing/drain-stage.ts'

/**
 * VirtualServices, HTTPRoutes and Canaries of public projects: where each is, what the planner sees of it, and what became
 * of it. What they say themselves is not kept here.
 */
const entries = z
  .array(
    z.strictObject({
      repository: z.string(),
      revision: z.string(),
      path: z.string(),
      sha256: z.string(),
      index: z.number(),
      /** Null where it cannot be understood: then the outcome is the reader's. */
      shape: z.nullable(z.union([routeShape, canaryShape])),
      outcome: z.string()
    })
  )
  .parse(recorded)

type Entry = (typeof entries)[number]
type Shape = NonNullable<Entry['shape']>

function reading(shape: Exclude<Shape, { kind: 'Canary' }>): RouteReading {
  const object = routeOfShape(shape)
  return shape.kind === 'HTTPRoute' ? httpRoute(object) : virtualService(object)
}

/** The world of a shape, opened at a Deployment. */
function worlds(shape: Shape): readonly DrainShape[] {
  if (shape.kind === 'Canary') return [worldOfCanary(shape)]
  const read = reading(shape)
  const routes = shape.kind === 'HTTPRoute' ? { httpRoutes: [read.object] } : { virtualServices: [read.object] }
  const around = worldOf(read)
  const names = (around.deployments ?? []).map(({ metadata }) => metadata.name)
  return names.map((opened) => ({ ...around, ...routes, opened }))
}

/** `planned` with the ways that there are, or why not, in the planner's words. */
async function outcomeOf(shape: Shape): Promise<string> {
  const all = worlds(shape)
  const ways = new Set<string>()
  const reasons = new Set<string>()
  let isPlanned = false
  for (const world of all) {
    const options = trafficDrain.options(drainWorld(world)).filter(({ state }) => state !== 'impossible')
    for (const { choice } of options) ways.add(`${String(choice['away'])} to ${String(choice['into'])}`)
    const judged = trafficDrain.judge(drainWorld(world))
    if (options.length === 0) reasons.add(judged.reason)
    const [first] = options
    if (first === undefined || isPlanned) continue
    isPlanned = true
    const planned = await (
      await drainStage({ ...world, choice: (first.choice as DrainShape['choice']) ?? {} })
    ).result()
    if (planned.kind !== 'plan') throw new Error(`${planned.kind} where it is offered: ${JSON.stringify(planned)}`)
    if (planned.planned.plan.blocked) throw new Error(planned.planned.plan.blocked.message)
  }
  if (all.length === 0) return 'not here: it sends requests to no Service of its namespace'
  return ways.size > 0 ? `planned: ${[...ways].toSorted().join(', ')}` : `refused: ${[...reasons].join(' | ')}`
}

function keyOf(shape: Shape): string {
  return JSON.stringify(shape)
}

describe('routes and Canaries of public projects', () => {
  it('are enough, of all three kinds and of several projects', () => {
    expect(entries.length).toBeGreaterThanOrEqual(60)
    for (const kind of ['VirtualService', 'HTTPRoute', 'Canary'])
      expect(entries.filter(({ shape }) => shape?.kind === kind).length, kind).toBeGreaterThanOrEqual(8)
    expect(new Set(entries.map(({ repository }) => repository)).size).toBeGreaterThanOrEqual(6)
  })

  it('are each planned, or refused with a reason', { timeout: 120_000 }, async () => {
    for (const { shape, outcome, repository, path } of entries)
      if (shape !== null) expect(await outcomeOf(shape), `${repository} ${path}`).toBe(outcome)
  })

  it('never leave a destination of a rule that is touched without its weight, nor any with a sum that is not 100', () => {
    for (const { shape, path } of entries) {
      if (shape === null) continue
      for (const world of worlds(shape)) {
        const seen = mesh(world)
        const splits = splitsOf(seen, 'shop', world.opened ?? 'cart')
        for (const pair of pairsIn(splits, seen).filter(({ problem }) => problem === null)) {
          for (const part of [0.25, 0.5, 1]) {
            for (const edit of drainEdits(splits, { ...pair, left: 0 }, part)) {
              const route = edit.object.kind === 'HTTPRoute' ? httpRoute(edited(edit)) : virtualService(edited(edit))
              expect(route.problems, path).toEqual([])
              for (const rule of route.rules) {
                const set = rule.destinations.map(
                  ({ weightPath }) => edit.writes.find((write) => write.path === weightPath)?.to
                )
                if (set.every((weight) => weight === undefined)) continue
                expect(
                  set.reduce<number>((sum, weight) => sum + Number(weight), 0),
                  path
                ).toBe(100)
              }
            }
          }
        }
      }
    }
  })
})

/** What stands in the file, and not only its shape; renewed with BACKOUT_RENEW_ROUTES=1. */
const published = publishedObjects()
describe.skipIf(published === null)(`the files themselves, in ${cacheDir}`, () => {
  /** The first thing that cannot be understood, without the object's name. */
  const strangeness = ({ object }: Published): string => {
    const { problems, name } = object.kind === 'HTTPRoute' ? httpRoute(object) : virtualService(object)
    return problems[0]?.message.replace(name, object.kind) ?? ''
  }
  const shapeOf = ({ object }: Published): Shape | null => {
    if (object.kind === 'Canary') return shapeOfCanary(object)
    return shapeOfRoute(object.kind === 'HTTPRoute' ? httpRoute(object) : virtualService(object))
  }

  test.runIf(process.env['BACKOUT_RENEW_ROUTES'] === '1')('are written down', { timeout: 600_000 }, async () => {
    const seen = new Set<string>()
    const next: Entry[] = []
    for (const one of published ?? []) {
      const shape = shapeOf(one)
      const outcome = shape === null ? `refused: ${strangeness(one)}` : await outcomeOf(shape)
      const key = shape === null ? outcome : keyOf(shape)
      if (seen.has(key)) continue
      seen.add(key)
      const { object: _left, ...facts } = one
      next.push({ ...facts, shape, outcome })
    }
    const lines = next.map((entry) => JSON.stringify(entry)).join(',\n')
    writeFileSync(join(import.meta.dirname, 'testing/corpus/corpus.json'), `[\n${lines}\n]\n`)
  })

  it('are what was written down', () => {
    for (const entry of entries) {
      const found = (published ?? []).find(
        ({ repository, revision, path, index }) =>
          repository === entry.repository && revision === entry.revision && path === entry.path && index === entry.index
      )
      if (found === undefined) continue
      expect(found.sha256, entry.path).toBe(entry.sha256)
      expect(shapeOf(found), entry.path).toEqual(entry.shape)
      if (entry.shape === null) expect(`refused: ${strangeness(found)}`).toBe(entry.outcome)
    }
  })

  it('are read without an error, whatever they are', () => {
    for (const one of published ?? []) expect(() => shapeOf(one), one.path).not.toThrow()
  })
})
