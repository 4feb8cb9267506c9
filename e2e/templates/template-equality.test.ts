import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import types from '../../resources/kubernetes/pod-template-types.json' with { type: 'json' }
import { root } from '../../scripts/setup/folders.mjs'
import { hasGo } from '../../scripts/setup/go-build.mjs'
import { sameTemplate } from '../../src/main/providers/kubernetes/pod-template.ts'
import { ensureTemplates, SKIPPED_WITHOUT_GO } from './ensure-templates.mjs'
import { everyField, templatePairs, type Pair } from './generate.ts'

const run = promisify(execFile)
const seed = Number(process.env['BACKOUT_TEMPLATE_SEED'] ?? Math.floor(Math.random() * 1_000_000))
const canBuild = hasGo()
console.log(canBuild ? `template seed ${seed} (BACKOUT_TEMPLATE_SEED repeats it)` : SKIPPED_WITHOUT_GO)

describe.skipIf(!canBuild)('pod templates are equal as Kubernetes finds them equal', () => {
  let program = ''

  beforeAll(async () => {
    program = await ensureTemplates()
  }, 600_000)

  /** What apimachinery says of each pair. */
  async function judged(pairs: readonly Pair[]): Promise<readonly boolean[]> {
    const asked = run(program, ['compare'], { maxBuffer: 64 * 1024 * 1024 })
    asked.child.stdin?.end(pairs.map((pair) => JSON.stringify(pair)).join('\n'))
    return (await asked).stdout
      .trimEnd()
      .split('\n')
      .map((line) => line === 'true')
  }

  /** Pairs that we judge differently, as text that can be read. */
  async function disagreements(pairs: readonly Pair[]): Promise<readonly string[]> {
    const theirs = await judged(pairs)
    expect(theirs).toHaveLength(pairs.length)
    return pairs.flatMap(([a, b], index) => {
      const ours = sameTemplate(Object(a), Object(b))
      return ours === theirs[index] ? [] : [`${ours ? 'same' : 'different'} here: ${JSON.stringify([a, b])}`]
    })
  }

  it('knows the fields as their Go types declare them', async () => {
    const file = join(root, 'resources', 'kubernetes', 'pod-template-types.json')
    expect(readFileSync(file, 'utf8')).toBe((await run(program, ['types'])).stdout)
  })

  it('for each field of each type: absent, null, empty, some value', async () => {
    const pairs = everyField(types).map(({ pair }) => pair)
    expect(pairs.length).toBeGreaterThan(2_000)
    expect(await disagreements(pairs)).toEqual([])
  })

  it('for generated templates with a few places changed', { timeout: 120_000 }, async () => {
    const pairs = fc.sample(templatePairs(types), { numRuns: 6_000, seed })
    const theirs = await judged(pairs)
    // Both answers have to be asked for.
    expect(theirs.filter(Boolean).length).toBeGreaterThan(500)
    expect(theirs.filter((same) => !same).length).toBeGreaterThan(500)
    expect(await disagreements(pairs)).toEqual([])
  })
})
