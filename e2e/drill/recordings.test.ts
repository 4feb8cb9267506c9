import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differences, parseAnswer } from './compare.ts'
import type { Exception } from './compare.ts'
import { readRecording } from './recording.ts'
import { replay } from './replay.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'
import { objectOf } from '../../src/main/drill/store/json-value.ts'
import type { KubeObject } from '../../src/main/drill/store/kube-object.ts'
import { Translation } from './translation.ts'

const recording = readRecording()
const exceptions = JSON.parse(
  readFileSync(join(import.meta.dirname, '../recordings/exceptions.json'), 'utf8')
) as readonly Exception[]

const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' }
const REPLICA_SETS = { group: 'apps', version: 'v1', resource: 'replicasets' }

/** Simulated time between two commands: long enough for every rollout to settle. */
const SETTLE_MS = 15_000

/** Read at once after the command before: the namespace is still on its way out. */
const AT_ONCE = new Set(['get namespace terminating'])

/** Read while the rollout of the command before was under way. */
const HALF_WAY = 'undo again, no revision'

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

  /** ETags by URL, as kubectl's cache keeps them. */
  const tags = new Map<string, string>()

  const proceed = (next: string): void => {
    if (next === label || AT_ONCE.has(next)) return
    if (next === HALF_WAY) runUntilHalfWay(stage, SETTLE_MS)
    else settle()
  }

  // In order and together: each exchange changes what the next one sees.
  for (const exchange of recording) {
    const exception = exceptionOf(exchange.index)
    const title = `${exchange.index} ${exchange.label}: ${exchange.method} ${exchange.url.slice(0, 100)}`
    test(exception === undefined ? title : `${title} (except: ${exception.reason})`, async () => {
      proceed(exchange.label)
      label = exchange.label
      const knownTag = exchange.response.status === 304 ? tags.get(exchange.url) : undefined
      const answer = await replay(stage, exchange, { translate: translation.apply, onStream: settle, knownTag })
      if (typeof answer.headers.etag === 'string') tags.set(exchange.url, answer.headers.etag)
      translation.learn(parseAnswer(exchange.response.body ?? ''), parseAnswer(answer.body))
      expect(differences(exchange, answer, exception)).toEqual([])
      if (exception === undefined) return
      expect(differences(exchange, answer, undefined), 'the exception is not needed').not.toEqual([])
    })
  }

  test('every exception names exchanges of the recording once', () => {
    const named = exceptions.flatMap((exception) => exception.exchanges)
    expect(new Set(named).size).toBe(named.length)
    expect(named.every((index) => index < recording.length)).toBe(true)
  })
})

function isObserved(object: KubeObject): boolean {
  return objectOf(object['status'])['observedGeneration'] === object.metadata.generation
}

/** Runs until the old pods are on their way out and not yet counted as gone. */
function runUntilHalfWay({ simulation, store }: Stage, patienceMs: number): void {
  const giveUpAt = simulation.nowMs() + patienceMs
  const isHalfWay = (): boolean => {
    const status = objectOf(store.get(DEPLOYMENTS, 'shop', 'checkout')?.['status'])
    if (status['replicas'] !== 4 || status['updatedReplicas'] !== 3 || status['availableReplicas'] !== 4) return false
    return store.list(REPLICA_SETS, 'shop').every(isObserved)
  }
  while (!isHalfWay()) {
    if (simulation.nowMs() > giveUpAt) throw new Error('the rollout was never half way')
    simulation.runUntil(simulation.nowMs() + 1)
  }
}
