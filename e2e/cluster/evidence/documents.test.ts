import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../../scripts/setup/folders.mjs'
import { steps } from '../parity/steps.ts'
import { versions } from '../versions.mjs'
import { pagesOf, readData } from './documents.mjs'
import { unseenOf } from './play.mjs'
import { scenarios } from './scenarios/index.mjs'

const folder = join(root, 'docs', 'evidence')
const committed = (name: string): string => readFileSync(join(folder, name), 'utf8')

// What was measured is asserted from live runs; here, that the committed files are of these scenarios, these programs and
// these charts, so that `npm run evidence` has not been forgotten.
describe('the committed evidence', () => {
  let data: Awaited<ReturnType<typeof readData>>
  let pages: Readonly<Record<string, string>>

  beforeAll(async () => {
    data = await readData()
    pages = pagesOf(data)
  })

  test.each(scenarios.map(({ id }) => id))('%s is of this scenario and these versions', (id) => {
    const scenario = scenarios.find((one) => one.id === id)
    const played = data.results.find((one) => one.id === id) ?? expect.fail('not played')
    const { title, look, label, kind, during } = scenario ?? expect.fail('no scenario')
    expect(played).toMatchObject({ title, look, kind, during, ...(label ? { label } : {}) })
    expect(versions).toMatchObject(played.versions)
    expect(unseenOf(played)).toEqual([])
  })

  test('the baseline is of these versions', () => {
    expect(versions).toMatchObject(data.bulk.versions)
  })

  test('every page and chart is what its data give, and nothing else is there', () => {
    const names = [...Object.keys(pages), ...scenarios.map(({ id }) => `${id}.json`), 'bulk-baseline.json']
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
    const stale = Object.keys(pages).filter((name) => committed(name) !== pages[name])
    expect(stale, 'npm run evidence makes them anew').toEqual([])
  })
})

test('what upstream-facts.md names as its witness is there', () => {
  const text = readFileSync(join(root, 'docs', 'upstream-facts.md'), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('|') && line.split('|').length === 5)
  const witnesses = rows.map((row) => row.split('|')[3] ?? '')
  const named = witnesses.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
  expect(named.length).toBeGreaterThan(20)
  // What real traffic did is asserted by its own suite, which leaves a file for each.
  const traffic = readdirSync(join(folder, 'traffic')).flatMap((name) =>
    name.endsWith('.json') ? [name.slice(0, -5)] : []
  )
  const ids = [...scenarios.map(({ id }) => id), ...traffic]
  const isThere = (name: string): boolean =>
    name.includes('/') ? readFileSync(join(root, name), 'utf8') !== '' : ids.some((id) => matches(id, name))
  expect(named.filter((name) => !isThere(name))).toEqual([])
  const titles = new Set(steps.map(({ title }) => title))
  const parity = witnesses
    .filter((cell) => cell.trim().startsWith('parity:'))
    .flatMap((cell) => [...cell.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title))
  expect(parity.length).toBeGreaterThan(5)
  expect(parity.filter((title) => !titles.has(title))).toEqual([])
})

/** A name may end in `*`. */
function matches(id: string, name: string): boolean {
  return name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name
}
