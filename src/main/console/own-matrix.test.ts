import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { matrixSchema, readMatrix, type Matrix } from '../decision/index.ts'
import { chooseMatrix } from './own-matrix.ts'

const shippedText = await readFile('resources/matrices/default.json', 'utf8')
const read = readMatrix(shippedText, 'default.json')
if (!read.ok) throw new Error(read.failure.message)
const shipped: Matrix = read.value

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'matrix-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

it('is the shipped one where there is no other, and that has no contradiction', async () => {
  expect(chooseMatrix(shipped, dir).matrix).toBe(shipped)
  expect(chooseMatrix(shipped, null).view).toMatchObject({ file: null, isOwn: false })
  await writeFile(join(dir, 'matrix.json'), shippedText)
  expect(chooseMatrix(shipped, dir)).toMatchObject({
    matrix: shipped,
    view: { isOwn: true, differences: [], contradictions: [], problems: [] }
  })
})

it('says what is different, and which rows contradict each other', async () => {
  await writeFile(
    join(dir, 'matrix.yaml'),
    `id: ours
title: Ours
watchSeconds: 3600
rows:
  - { id: errors-high, title: Errors over 5 %, signal: errorRatio, level: rollBack, min: 0.04, max: null,
      relativeToNormal: false, withinSeconds: 60, origin: procedure, leave: 0.03 }
  - { id: errors-any, title: Errors over 10 %, signal: errorRatio, level: prepare, min: 0.1, max: null,
      relativeToNormal: false, withinSeconds: 300, origin: backout }
`
  )
  const { matrix, view } = chooseMatrix(shipped, dir)
  expect(matrix).toMatchObject({ watchMs: 3_600_000, rows: [{ id: 'errors-high' }, { id: 'errors-any' }] })
  expect(view.contradictions).toEqual([
    'Errors over 5 % (roll back) and Errors over 10 % (prepare) fire for the same value: Errors over 10 % never decides.'
  ])
  expect(view.differences).toContain('Left out: Availability under 99 % (roll back).')
  expect(view.differences.slice(-3)).toEqual([
    'Errors over 5 %: from 0.04 instead of 0.05, leaves at 0.03 instead of 0.045, seconds to decide 60 instead of 120.',
    'Added: Errors over 10 % (prepare).',
    'The watch takes 1 h instead of 30 min.'
  ])
})

it('says which numbers of the business are asked, and of a row and a number that miss each other', async () => {
  const business = '"business": [{ "title": "Orders per minute", "query": "sum(orders)", "floor": 200 }],'
  const numbers = shippedText.replace('"rows": [', `${business} "rows": [`)
  await writeFile(join(dir, 'matrix.json'), numbers)
  expect(chooseMatrix(shipped, dir).view).toMatchObject({
    differences: ['Asked besides: Orders per minute, broken under 200.'],
    contradictions: []
  })
  const withoutRow = numbers.replaceAll('"signal": "business"', '"signal": "memoryLeft"')
  await writeFile(join(dir, 'matrix.json'), withoutRow)
  expect(chooseMatrix(shipped, dir).view.contradictions).toContain(
    'Orders per minute: asked, and no row of the signal business decides by it.'
  )
  await writeFile(join(dir, 'matrix.json'), shippedText.replaceAll('"optional": true', '"optional": false'))
  const { view } = chooseMatrix(shipped, dir)
  expect(view.contradictions).toEqual([expect.stringMatching(/never fires: no number of the business is asked\.$/)])
  expect(view.differences).toContainEqual(expect.stringContaining('only where it is measured no instead of yes'))
})

it('names the line of a query that is not closed', async () => {
  await writeFile(
    join(dir, 'matrix.json'),
    shippedText.replace(
      '"rows": [',
      '"business": [{ "title": "Orders", "floor": 2,\n"query": "sum(orders" }],\n"rows": ['
    )
  )
  const { matrix, view } = chooseMatrix(shipped, dir)
  expect(matrix).toBe(shipped)
  expect(view.problems).toMatchObject([{ line: 7, column: 10, message: 'the query is no PromQL: ( is not closed' }])
})

it('is what the committed JSON Schema says', async () => {
  const committed = await readFile('resources/schemas/matrix.schema.json', 'utf8')
  expect(JSON.parse(committed)).toEqual(z.toJSONSchema(matrixSchema, { io: 'input' }))
})

it.each([
  ['a signal that there is not', '"signal": "p95"', '"signal": "mood"', 58, 'signal'],
  ['an id that is used twice', '"id": "errors-raised"', '"id": "errors-high"', 20, 'used twice']
])('names the line of %s, and goes on with the shipped one', async (_what, from, to, line, message) => {
  await writeFile(join(dir, 'matrix.json'), shippedText.replace(from, to))
  const { matrix, view } = chooseMatrix(shipped, dir)
  expect(matrix).toBe(shipped)
  expect(view).toMatchObject({ isOwn: false, problems: [{ file: 'matrix.json', line }] })
  expect(view.problems[0]?.message).toContain(message)
  expect(view.problems[0]?.column).toBeGreaterThan(1)
})

/** So many rows of each of two levels, which fire for the same value. */
function contradicting(each: number, title: string): string {
  const row = (level: string, index: number): string =>
    `  - { id: ${level.toLowerCase()}-${index}, title: *title, signal: errorRatio, level: ${level}, min: 0.04, max: null,
      relativeToNormal: false, withinSeconds: 60, origin: procedure }`
  const rows = ['rollBack', 'prepare'].flatMap((level) => Array.from({ length: each }, (_, index) => row(level, index)))
  return `id: ours\ntitle: &title ${title}\nwatchSeconds: 3600\nrows:\n${rows.join('\n')}\n`
}

it('says the first of many contradictions, and how many there are', async () => {
  await writeFile(join(dir, 'matrix.yaml'), contradicting(40, 'Errors'))
  const { contradictions } = chooseMatrix(shipped, dir).view
  expect(contradictions).toHaveLength(51)
  expect(contradictions.at(-1)).toBe('1,550 more pairs of rows fire for the same value.')
})

it.each([
  ['more rows than anybody reads', contradicting(101, 'Errors')],
  ['a title that many rows share, and of 100 KiB', contradicting(40, 'x'.repeat(102_400))],
  ['a time beyond all dates', contradicting(1, 'Errors').replaceAll('withinSeconds: 60', 'withinSeconds: 1e15')],
  ['a key of 2,000 letters in each row', contradicting(40, 'Errors').replaceAll('origin:', `${'y'.repeat(2_000)}:`)]
])('refuses %s in few words', async (_what, text) => {
  await writeFile(join(dir, 'matrix.yaml'), text)
  const { matrix, view } = chooseMatrix(shipped, dir)
  expect(matrix).toBe(shipped)
  expect(view.problems.length).toBeGreaterThan(0)
  expect(JSON.stringify(view).length).toBeLessThan(20_000)
})
