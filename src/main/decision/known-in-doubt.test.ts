import { expect, it } from 'vitest'
import type { Verdict } from '../../contract/index.ts'
import { knownInDoubt } from './known-in-doubt.ts'

const verdict = (lead: string, level: Verdict['level'], ...rows: readonly (readonly [string, string])[]): Verdict =>
  ({
    lead,
    level,
    row: rows.find(([, result]) => result === 'fires')?.[0] ?? null,
    declined: null,
    judgements: rows.map(([signal, result]) => ({ signal, result }))
  }) as unknown as Verdict

const bad = verdict('Roll back now.', 'rollBack', ['errorRatio', 'fires'])
const blind = verdict('Cannot tell.', 'watch', ['errorRatio', 'unknown'])

it('keeps what was measured while nothing more is heard', () => {
  expect(knownInDoubt(bad, blind)).toBe(bad)
  const pods = verdict('Prepare.', 'prepare', ['errorRatio', 'unknown'], ['newPodsUnavailable', 'fires'])
  expect(knownInDoubt(bad, pods)).toBe(bad)
})

it('gives way to what is measured, and to what asks for more', () => {
  const well = verdict('Nothing to roll back.', 'hold', ['errorRatio', 'quiet'])
  expect(knownInDoubt(bad, well)).toBe(well)
  const breach = verdict('Declare.', 'declareIncident', ['errorRatio', 'unknown'], ['securityIncident', 'fires'])
  expect(knownInDoubt(bad, breach)).toBe(breach)
  expect(knownInDoubt(blind, blind)).toBe(blind)
})

it('takes a decision not to act over', () => {
  const declined = { at: '2026-03-01T03:12:10.000Z' } as unknown as NonNullable<Verdict['declined']>
  expect(knownInDoubt(bad, { ...blind, declined })).toEqual({ ...bad, declined })
})
