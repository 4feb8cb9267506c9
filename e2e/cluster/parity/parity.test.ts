import { existsSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasGo } from '../../kubectl/ensure-kubectl.mjs'
import { hasBench } from '../bench.ts'
import { generatedBlock, markdownTable } from '../generated-block.ts'
import type { Answer } from './answers.ts'
import { answersFile, createPlayer, readAnswers, readKnown, unlike } from './answers.ts'
import { steps } from './steps.ts'
import type { Target } from './target.ts'
import { openCluster, openDrill } from './target.ts'

/** BACKOUT_RENEW=1 with the cluster writes its answers anew; otherwise they are compared and must not be stale. */
const renews = hasBench && process.env['BACKOUT_RENEW'] === '1'
const expected = existsSync(answersFile) ? readAnswers() : []
const known = readKnown()
/** From here on, steps act on what kubectl changed; without Go there is no kubectl. */
const firstChange = steps.findIndex(({ kubectl }) => kubectl?.[0] === 'set')

describe.each([
  { name: 'drill', open: openDrill, runs: true },
  { name: 'cluster', open: openCluster, runs: hasBench }
] as const)('the $name answers as recorded', ({ name, open, runs }) => {
  let target: Target
  let play: ReturnType<typeof createPlayer>['play']
  const answers: Answer[] = []

  beforeAll(async () => {
    if (!runs) return
    target = await open()
    const player = createPlayer(target)
    play = (...args) => player.play(...args)
  }, 900_000)
  afterAll(async () => {
    await target?.close()
    if (renews && name === 'cluster') {
      writeFileSync(answersFile, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''))
    }
  })

  // In order and together: each step acts on what the ones before it left.
  for (const [index, step] of steps.entries()) {
    const needsKubectl = step.kubectl !== undefined || index > firstChange
    test.skipIf(!runs || (needsKubectl && !hasGo()))(`${step.covers}: ${step.title}`, { timeout: 90_000 }, async () => {
      const answer = await play(step)
      if (!answer) return expect.fail('kubectl did not run')
      answers.push(answer)
      if (renews && name === 'cluster') return
      const recorded = expected[index]
      expect(recorded?.title).toBe(step.title)
      if (!recorded) return
      const exception = name === 'drill' ? known.find(({ titles }) => titles.includes(step.title)) : undefined
      const found = unlike(recorded, answer, exception)
      expect(found, found.join('\n')).toEqual([])
      if (exception) expect(unlike(recorded, answer), 'the listed difference is no more').not.toEqual([])
    })
  }
})

test('the committed tables say what is compared and what is known to differ', async () => {
  const titles = new Set(known.flatMap((one) => one.titles))
  const areas = [...new Set(steps.map(({ covers }) => covers))].map((covers) => {
    const own = steps.filter((step) => step.covers === covers)
    const differing = own.filter(({ title }) => titles.has(title)).length
    const kubectl = own.filter((step) => step.kubectl).length
    return [covers, String(own.length - kubectl), String(kubectl), String(own.length - differing), String(differing)]
  })
  const head = ['Area', 'Requests', 'kubectl commands', 'Equal', 'Known to differ']
  const compared = await generatedBlock('comparison', markdownTable(head, areas))
  expect(compared.committed).toBe(compared.made)
  const rows = known.map(({ titles: [...own], reason }) => [own.join(', '), reason])
  const listed = await generatedBlock('known differences', markdownTable(['Step', 'Difference'], rows))
  expect(listed.committed).toBe(listed.made)
})

test('every step has a recorded answer, and every answer its step', () => {
  expect(readAnswers().map(({ title }) => title)).toEqual(steps.map(({ title }) => title))
})

test('every known difference names steps', () => {
  const titles = new Set(steps.map(({ title }) => title))
  for (const one of known) for (const title of one.titles) expect(titles).toContain(title)
})
