import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differences, parseAnswer } from './compare.ts'
import type { Exception } from './compare.ts'
import { readRecording } from './recording.ts'
import { replay } from './replay.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'
import { Translation } from './translation.ts'

const recording = readRecording()
const exceptions = JSON.parse(
  readFileSync(join(import.meta.dirname, '../recordings/exceptions.json'), 'utf8')
) as readonly Exception[]

/** Simulated time between two commands: long enough for every rollout to settle. */
const SETTLE_MS = 15_000

/** Read at once after the command before: the namespace is still on its way out. */
const AT_ONCE = new Set(['get namespace terminating'])

const exceptionOf = (index: number): Exception | undefined =>
  exceptions.find((exception) => exception.exchanges.includes(index))

describe('the drill answers as a recorded kube-apiserver 1.36.3 did', () => {
  const translation = new Translation()
  let stage: Stage
  let label = ''

  beforeAll(async () => {
    stage = await openStage({ startMs: Date.parse('2026-11-23T07:00:00Z'), speed: 1 })
  })
  afterAll(() => stage.close())

  const settle = (): void => stage.simulation.runUntil(stage.simulation.nowMs() + SETTLE_MS)

  // In order and together: each exchange changes what the next one sees.
  for (const exchange of recording) {
    const exception = exceptionOf(exchange.index)
    const title = `${exchange.index} ${exchange.label}: ${exchange.method} ${exchange.url.slice(0, 100)}`
    test(exception === undefined ? title : `${title} (except: ${exception.reason})`, async () => {
      if (exchange.label !== label && !AT_ONCE.has(exchange.label)) settle()
      label = exchange.label
      const answer = await replay(stage, exchange, { translate: translation.apply, onStream: settle })
      translation.learn(parseAnswer(exchange.response.body ?? ''), parseAnswer(answer.body))
      expect(differences(exchange, answer, exception)).toEqual([])
      if (exception?.treatment !== 'ignore') return
      expect(differences(exchange, answer, undefined)).not.toEqual([])
    })
  }

  test('every exception names exchanges of the recording once', () => {
    const named = exceptions.flatMap((exception) => exception.exchanges)
    expect(new Set(named).size).toBe(named.length)
    expect(named.every((index) => index < recording.length)).toBe(true)
  })
})
