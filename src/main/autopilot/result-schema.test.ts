import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { resultSchema } from './result-schema.ts'
import { resultOf, type RefereeReport } from './result.ts'

const committed = resolve(import.meta.dirname, '../../../resources/schemas/result.schema.json')

const referee: RefereeReport = {
  scenario: 'healthy',
  seed: 7,
  effects: [],
  userErrors: {
    before: { requests: 1, errors: 0 },
    during: { requests: 0, errors: 0 },
    after: { requests: 9, errors: 0 }
  },
  usersRecovered: true
}

it('is what the committed JSON Schema says', () => {
  expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(z.toJSONSchema(resultSchema))
})

it('takes what the autopilot writes', () => {
  const result = resultOf({ verdict: null, plan: null, run: null, requests: new Map(), stopped: 'no plan' }, referee)
  expect(resultSchema.parse(JSON.parse(JSON.stringify(result)))).toMatchObject({ recovered: false, stopped: 'no plan' })
})

it('says why the record ends before the run does, and nothing where it is whole', () => {
  const played = { verdict: null, plan: null, run: null, requests: new Map(), stopped: null }
  const result = resultOf({ ...played, unrecorded: 'the disk is full' }, referee)
  expect(resultSchema.parse(JSON.parse(JSON.stringify(result)))).toMatchObject({ unrecorded: 'the disk is full' })
  expect(Object.keys(resultOf(played, referee))).not.toContain('unrecorded')
})

it('needs both witnesses', () => {
  const verdict = {
    level: 'hold',
    row: null,
    lead: '',
    rest: '',
    detail: '',
    judgements: [],
    disagreeing: [],
    firstCrossedAt: null,
    asked: null,
    decideBy: null,
    wait: null,
    declined: null,
    isComplete: true,
    withinSeconds: null,
    judgedAt: '2026-03-01T00:00:00Z'
  } as const
  const played = { verdict, plan: null, run: null, requests: new Map(), stopped: null }
  expect(resultOf(played, referee).recovered).toBe(true)
  expect(resultOf(played, { ...referee, usersRecovered: false }).recovered).toBe(false)
  expect(resultOf({ ...played, verdict: { ...verdict, level: 'watch' } }, referee).recovered).toBe(false)
})
