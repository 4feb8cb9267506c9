import { describe, expect, it } from 'vitest'
import type { VerdictLevel } from '../../contract/index.ts'
import { sinceProof } from './since-proof.ts'
import { askedSince, sameTrouble, type EarlierVerdict } from './asked.ts'

const now = new Date('2026-03-01T02:10:00.000Z')
const earlier = (level: 'prepare' | 'rollBack' | null, judgedAt = '2026-03-01T02:08:00.000Z'): EarlierVerdict => ({
  asked: level === null ? null : { level, at: '2026-03-01T02:05:00.000Z' },
  firstCrossedAt: '2026-03-01T02:04:00.000Z',
  judgedAt
})

describe('since when a decision is asked for', () => {
  it.each<[string, VerdictLevel, EarlierVerdict | null, string | null]>([
    ['the first verdict that asks', 'rollBack', null, '02:10:00'],
    ['the same verdict a minute later', 'rollBack', earlier('rollBack'), '02:05:00'],
    ['less than was asked before', 'prepare', earlier('rollBack'), '02:05:00'],
    ['more than was asked before', 'rollBack', earlier('prepare'), '02:10:00'],
    ['a calm verdict before it', 'rollBack', earlier(null), '02:10:00'],
    ['what cannot be told in between', 'watch', earlier('rollBack'), '02:05:00'],
    ['waiting for a clean reading', 'wait', earlier('rollBack'), '02:05:00'],
    ['nothing to roll back', 'hold', earlier('rollBack'), null],
    ['what cannot be told from the start', 'watch', null, null]
  ])('is told of %s', (_what, level, previous, at) => {
    expect(askedSince(level, previous, now)?.at.slice(11, 19) ?? null).toBe(at)
  })
})

describe('the same trouble', () => {
  it.each<[string, string | null, boolean]>([
    ['crossed before the last verdict', '2026-03-01T02:04:00.000Z', true],
    ['another row a moment later', '2026-03-01T02:09:30.000Z', true],
    ['crossed long after the last verdict', '2026-03-01T02:30:00.000Z', false],
    ['nothing crossed', null, true]
  ])('is %s: %s', (_what, crossedAt, isSame) => {
    const previous = earlier('rollBack')
    const crossed = crossedAt === null ? null : { at: crossedAt, isEarlier: false }
    expect(sameTrouble(previous, crossed)).toBe(isSame ? previous : null)
  })
})

it.each([
  ['errors before the proof', ['errorRatio'], '2026-03-01T02:09:00.000Z', false],
  ['errors after it', ['errorRatio'], '2026-03-01T02:07:00.000Z', true],
  ['what no proof of ours shows to be over', ['errorRatio', 'customerReports'], '2026-03-01T02:09:00.000Z', true],
  ['nothing proved', ['errorRatio'], null, true]
] as const)(
  'keeps the trouble of the verdict before, unless a proof has ended it: %s',
  (_what, unended, proved, isKept) => {
    const previous = { ...earlier('rollBack'), unended }
    expect(sinceProof(previous, proved)).toBe(isKept ? previous : null)
  }
)
